/// Names one service that computations may use, and its type.
///
/// ```swift
/// enum SourceTreeResource: ResourceKey { typealias Service = any SourceTree }
/// resources[SourceTreeResource.self] = DiskTree(root)
/// ```
public protocol ResourceKey: Sendable {
    /// The type of the service.
    associatedtype Service: Sendable
}

/// The services that the composition root hands to every computation.
///
/// An evaluation may bring its own, such as who is to be told. But what two evaluations share is
/// computed with the services of either, so services must not change what comes out: what can is an
/// input key, for a change in a resource would go unnoticed.
public struct Resources: Sendable {
    private final class Box<Service: Sendable>: Sendable {
        let service: Service

        init(_ service: Service) { self.service = service }
    }

    private var services: [ObjectIdentifier: any AnyObject & Sendable] = [:]

    /// No services.
    public init() {}

    /// The service under `key`.
    ///
    /// Reading one that the composition root did not set is an error in the program.
    public subscript<R: ResourceKey>(key: R.Type) -> R.Service {
        get {
            guard let box = services[ObjectIdentifier(key)] else {
                preconditionFailure("resource \(key) is set by the composition root")
            }
            // The setter put it there under the same key, whose type is the box's. A dynamic cast
            // of the service would cost ten times as much.
            return unsafeDowncast(box, to: Box<R.Service>.self).service
        }
        set { services[ObjectIdentifier(key)] = Box<R.Service>(newValue) }
    }

    /// Whether a service was set under `key`.
    public func contains<R: ResourceKey>(_ key: R.Type) -> Bool {
        services[ObjectIdentifier(key)] != nil
    }
}
