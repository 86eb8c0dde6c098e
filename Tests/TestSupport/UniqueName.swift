/// A name that no other test has: the prefix, a hyphen and twelve random characters of `[0-9a-z]`.
///
/// With a prefix in lower case it is a valid client id and a valid database name.
package func uniqueName(_ prefix: String) -> String {
    let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    let random = (0..<12).map { _ in alphabet[Int.random(in: alphabet.indices)] }
    return prefix + "-" + String(random)
}
