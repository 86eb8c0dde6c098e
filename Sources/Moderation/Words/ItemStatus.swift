/// Where an item's newest round stands.
package enum ItemStatus: String, Sendable {
    case pending, approved, rejected, withdrawn
}
