public import BuildEvents
public import Incremental

/// Names the recorder of the command on whose behalf something is computed.
public enum EventRecorderResource: ResourceKey {
    /// The type of the service.
    public typealias Service = EventRecorder
}

extension Context {
    /// Takes down what happens; nothing where nobody keeps a log.
    public var recorder: EventRecorder {
        resources.contains(EventRecorderResource.self)
            ? resources[EventRecorderResource.self] : .none
    }
}
