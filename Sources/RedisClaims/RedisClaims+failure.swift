import Moderation
import RedisClient

extension RedisClaims {
    /// What is told of a script that got no answer. Redis does not say which key has the type of another, so that is looked for.
    func failure(_ error: RedisError, of keys: [String]) async -> StoreFailure {
        var text = "\(error)"
        if case .reply(let refusal) = error, refusal.meaning == .wrongType, let found = await strangeTypes(of: keys) {
            text = "\(found); remove or rename what is not ModPilot's (\(text))"
        }
        return StoreFailure(text, maybeDone: error.maybeExecuted)
    }

    private func strangeTypes(of keys: [String]) async -> String? {
        let questions: [[RedisArgument]] = keys.map { ["TYPE", .string($0)] }
        guard let types = try? await connection.sendAll(questions) else { return nil }
        let strange = zip(keys, types).compactMap { key, type -> String? in
            let wanted = ClaimKeys.type(ofKey: key)
            guard let type = type.string, type != "none", type != wanted else { return nil }
            return "the key \(key) in Redis is a \(type) and no \(wanted)"
        }
        return strange.isEmpty ? nil : strange.joined(separator: ", ")
    }
}
