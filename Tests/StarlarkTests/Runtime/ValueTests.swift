import Testing

@testable import Starlark

@Suite struct ValueTests {
    @Test func inlineValues() {
        #expect(MemoryLayout<Value>.size == 8)
        #expect(Value.none.isNone)
        #expect(!Value.none.isObject && !Value.none.isSmall && !Value.none.isBool)
        #expect(Value(bool: true).asBool == true && Value(bool: false).asBool == false)
        #expect(Value(bool: true).asInt == nil)
        #expect(Value.unbound.isUnbound && !Value.unbound.isObject)
        #expect(!ParameterLayout.required.isObject && !ParameterLayout.required.isUnbound)
    }

    @Test(arguments: [0, 1, -1, 1 << 61, (1 << 62) - 1, -(1 << 62)])
    func smallIntegers(_ number: Int) {
        let value = Value(small: number)
        #expect(value.isSmall && value.small == number && value.asInt == number)
        #expect(!value.isObject && !value.isNone)
    }

    @Test(arguments: [1 << 62, -(1 << 62) - 1, Int.max, Int.min])
    func integersOf64BitsAreObjects(_ number: Int) {
        var heap = Heap(limitBytes: 1 << 20)
        let value = heap.integer(number)
        #expect(value.isKind(.bigInteger))
        #expect(value.asInt == number)
        #expect(value.repr == "\(number)")
    }

    @Test func layouts() {
        #expect(MemoryLayout<ObjectHeader>.size == 8)
        #expect(MemoryLayout<StringLayout>.size == 16)
        #expect(MemoryLayout<TupleLayout>.size == 16)
        #expect(MemoryLayout<ModuleLayout>.size == 24)
        #expect(MemoryLayout<FunctionLayout>.size == 32)
        #expect(MemoryLayout<StringLayout>.offset(of: \.scalarCount) == 12)
        #expect(MemoryLayout<ObjectHeader>.offset(of: \.aux) == 4)
    }

    @Test(arguments: [
        "", "a", "12345678", "123456789", "grün", "日本語", String(repeating: "x", count: 999),
    ])
    func strings(_ text: String) {
        var heap = Heap(limitBytes: 1 << 20)
        let value = heap.string(text)
        let view = StringView(value.object)
        #expect(value.asString == text)
        #expect(view.scalarCount == text.unicodeScalars.count)
        #expect(view.isASCII == text.utf8.allSatisfy { $0 < 128 })
        let other = heap.string(text)
        #expect(view.hash == StringView(other.object).hash && view.hash != 0)
    }

    @Test func equalNumbersHashEqually() throws {
        var heap = Heap(limitBytes: 1 << 20)
        for number in [0, 1, -7, 1 << 53, (1 << 62) - 512, 1 << 62, Int.min] {
            let integer = heap.integer(number)
            let float = heap.float(Double(number))
            #expect(try integer.equals(float))
            #expect(try float.equals(integer))
            #expect(try integer.hash() == float.hash())
        }
        #expect(try !heap.integer((1 << 53) + 1).equals(heap.float(Double(1 << 53))))
        #expect(try !Value(bool: true).equals(Value(small: 1)))
    }

    @Test func whatChangesIsNotHashable() throws {
        var evaluation = Evaluation()
        let list = evaluation.list([])
        #expect(throws: Failure.self) { try list.hash() }
        #expect(throws: Failure.self) { try evaluation.tuple([list]).hash() }
        #expect(try evaluation.tuple([.none]).hash() == evaluation.tuple([.none]).hash())
    }
}
