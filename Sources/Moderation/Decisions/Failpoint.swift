/// Named places between the steps that cross two stores, where tests end the process.
package enum Failpoint: String, Sendable, CaseIterable {
    case recordStored = "record-stored"
    case recordPublished = "record-published"
    case streamStored = "stream-stored"
    case decisionBegun = "decision-begun"
    case decisionStored = "decision-stored"
    case decisionAcknowledged = "decision-acknowledged"
    case decisionFenced = "decision-fenced"
    case withdrawalStored = "withdrawal-stored"
}
