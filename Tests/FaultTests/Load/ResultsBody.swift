/// A page of `GET results`.
struct ResultsBody: Decodable {
    let results: [DecisionBody]
    let next: String
}
