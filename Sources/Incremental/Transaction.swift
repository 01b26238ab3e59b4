/// The changes of one commit.
public struct Transaction {
    private(set) var invalidated: [any Key] = []
    private(set) var injected: [(key: any Key, outcome: any Sendable)] = []

    /// Says that the part of the world behind an input key may have changed.
    public mutating func invalidate<K: Key>(_ key: K) {
        invalidated.append(key)
    }

    /// Gives a key a value from outside, which it keeps until it is set or invalidated again.
    public mutating func set<K: Key>(_ key: K, _ output: K.Output) {
        injected.append((key, Result<K.Output, any Error>.success(output)))
    }
}
