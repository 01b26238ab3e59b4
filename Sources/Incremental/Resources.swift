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
    @usableFromInline
    final class Box<Service: Sendable>: Sendable {
        @usableFromInline let service: Service

        @inlinable
        init(_ service: Service) { self.service = service }
    }

    /// A list, for there are a handful, and a look-up is part of most computations.
    @usableFromInline var services: [(key: ObjectIdentifier, box: any AnyObject & Sendable)] = []

    /// No services.
    public init() {}

    /// The service under `key`.
    ///
    /// Reading one that the composition root did not set is an error in the program.
    @inlinable
    public subscript<R: ResourceKey>(key: R.Type) -> R.Service {
        get {
            let identifier = ObjectIdentifier(key)
            guard let index = services.firstIndex(where: { $0.key == identifier }) else {
                preconditionFailure("resource \(key) is set by the composition root")
            }
            // The setter put it there under the same key, whose type is the box's. A dynamic cast
            // of the service would cost ten times as much.
            return unsafeDowncast(services[index].box, to: Box<R.Service>.self).service
        }
        set {
            let identifier = ObjectIdentifier(key)
            services.removeAll { $0.key == identifier }
            services.append((identifier, Box<R.Service>(newValue)))
        }
    }

    /// Whether a service was set under `key`.
    public func contains<R: ResourceKey>(_ key: R.Type) -> Bool {
        services.contains { $0.key == ObjectIdentifier(key) }
    }
}
