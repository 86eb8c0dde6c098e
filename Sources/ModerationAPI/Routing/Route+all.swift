import Moderation

extension Route {
    private static let api = "/api/v1/moderation"
    private static let everyone = Role.allCases

    /// Every call there is; those that come most often first.
    static let all: [Route] = [
        Route(
            "claim",
            .get,
            api + "/pending",
            for: everyone,
            taking: ["limit", "wait", "queue"],
            // It would claim what nobody is shown.
            answersHead: false,
            endsWithClient: true,
            ModerationAPI.claim
        ),
        Route("approve", .post, api + "/{post_id}/approve", for: everyone, ModerationAPI.approve),
        Route("reject", .post, api + "/{post_id}/reject", for: everyone, ModerationAPI.reject),
        Route("extend", .post, api + "/{post_id}/extend", for: everyone, ModerationAPI.extend),
        Route("release", .post, api + "/{post_id}/release", for: everyone, ModerationAPI.release),
        Route("escalate", .post, api + "/{post_id}/escalate", for: everyone, ModerationAPI.escalate),
        Route("ingest", .post, api + "/verdicts", for: [.service], ModerationAPI.ingest),
        Route("item", .get, api + "/items/{post_id}", for: everyone, ModerationAPI.item),
        Route("withdraw", .delete, api + "/items/{post_id}", for: [.service], ModerationAPI.withdraw),
        Route(
            "results",
            .get,
            api + "/results",
            for: [.service],
            taking: ["after", "limit", "wait"],
            ModerationAPI.results
        ),
        Route("stats", .get, api + "/stats", for: [.service, .supervisor], ModerationAPI.stats),
        Route("healthz", .get, "/healthz", open: ModerationAPI.health),
        Route("readyz", .get, "/readyz", open: ModerationAPI.ready),
        Route("metrics", .get, "/metrics", open: ModerationAPI.showMetrics),
        Route("openapi", .get, "/openapi.json", open: ModerationAPI.describe),
    ]
}
