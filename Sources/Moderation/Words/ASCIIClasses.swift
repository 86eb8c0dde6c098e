extension UInt8 {
    /// `[a-z0-9]`
    var isLowercaseOrDigit: Bool { (0x61...0x7A).contains(self) || (0x30...0x39).contains(self) }

    /// `[A-Za-z0-9]`
    var isLetterOrDigit: Bool { isLowercaseOrDigit || (0x41...0x5A).contains(self) }
}
