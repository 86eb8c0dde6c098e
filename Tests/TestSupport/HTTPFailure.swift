/// An answer that is not HTTP/1.1 as ``HTTPProbe`` speaks it.
package struct HTTPFailure: Error, CustomStringConvertible {
    package let description: String
}
