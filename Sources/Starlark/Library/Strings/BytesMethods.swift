/// Methods of `bytes`.
enum BytesMethods {
    static let all: [NativeFunction] = [
        NativeFunction("elems", "") { arguments, evaluation in
            let bytes = StringView(arguments.receiver.object).bytes
            let tuple = evaluation.heap.uninitializedTuple(count: bytes.count)
            for position in 0..<bytes.count {
                tuple.base[position] = evaluation.heap.string(
                    utf8: bytes.sub(position..<position + 1), kind: .bytes)
            }
            return Value(object: tuple.object)
        }
    ]
}
