/// x
package enum Scripts { package static let claim = PackageResources.claim_lua }
