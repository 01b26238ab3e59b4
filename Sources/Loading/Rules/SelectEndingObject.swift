import Starlark

/// What a branch of a `select()` can be in place of a value: `select_fail()`, by which configuring
/// fails, or `select_incompatible()`, by which the target is skipped.
final class SelectEndingObject: NativeObject {
    /// How configuring ends.
    let ending: AttributeValue.SelectEnding
    /// Why, in the words of the user.
    let message: String

    init(_ ending: AttributeValue.SelectEnding, _ message: String) {
        self.ending = ending
        self.message = message
    }

    override var typeName: String { ending == .failure ? "SelectFail" : "SelectIncompatible" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("\"\(message)\"")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: SelectEndingObject.self) else { return false }
        return other.ending == ending && other.message == message
    }
}

extension SelectEndingObject: PersistentNative {
    static let persistentName = "select-ending"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(ending.rawValue)
        encoder.write(message)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        guard let ending = AttributeValue.SelectEnding(rawValue: try decoder.string()) else {
            throw SnapshotDiscard.malformed
        }
        return SelectEndingObject(ending, try decoder.string())
    }
}
