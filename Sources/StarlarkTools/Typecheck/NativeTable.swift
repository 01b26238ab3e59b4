import Diagnostics
import Starlark

/// Types and summaries of native functions, by name.
///
/// The interpreter's signatures say how arguments reach parameters; this table says what may be in
/// them, and what each function is for. It is read from text in Starlark's own syntax:
///
/// ```python
/// def read_config(section: str, key: str):
///     "The value of a key of the configuration."
/// def attrs__string(doc: str):
///     "A member of the namespace `attrs`."
/// ```
/// A type there means that a value that cannot be of it is certainly refused; what is not known is
/// left out.
public struct NativeTable: Sendable {
    struct Entry: Sendable {
        /// By the name of the parameter.
        var parameters: [String: StaticType]
        var result: StaticType
        var summary: String?
    }

    private var entries: [String: Entry] = [:]
    /// Namespaces whose members are the same as the names without them.
    private var mirrors: Set<String> = []

    /// Functions and methods of the language itself.
    public static let standard = NativeTable(NativeStubs.functions + "\n" + NativeStubs.methods)

    /// A table with more functions.
    ///
    /// - Parameters:
    ///   - text: The functions.
    ///   - mirrors: Namespaces whose members are functions of the table, too.
    /// - Returns: This table with them; they take the place of functions of the same name.
    public func adding(_ text: String, mirrors: Set<String> = []) -> NativeTable {
        var copy = self
        copy.entries.merge(NativeTable(text).entries) { $1 }
        copy.mirrors.formUnion(mirrors)
        return copy
    }

    /// Reads a table.
    ///
    /// The text is the program's own, so a mistake in it is a bug.
    init(_ text: String) {
        let file = SourceFile(path: "<stubs>", text: text)
        let (program, errors) = Program.parse(file, dialect: .extensionFile)
        guard let tree = program?.tree else {
            preconditionFailure("the table of natives parses: \(errors)")
        }
        for id in tree.functionIDs {
            guard let nameID = tree[id].name, let name = tree.name(nameID) else { continue }
            var parameters: [String: StaticType] = [:]
            for parameter in tree[tree[id].parameters] {
                guard let key = tree.name(parameter.name) else { continue }
                parameters[key] =
                    parameter.annotation.map { NativeTable.type(of: $0, tree) } ?? .any
            }
            entries[name.replacing("__", with: ".")] = Entry(
                parameters: parameters,
                result: tree[id].result.map { NativeTable.type(of: $0, tree) } ?? .any,
                summary: tree[id].documentation.map { tree.string(of: $0) })
        }
    }

    /// The entry of a function, of a method as `str.split`.
    subscript(path: String) -> Entry? {
        if let entry = entries[path] { return entry }
        guard let dot = path.firstIndex(of: "."), mirrors.contains(String(path[..<dot])) else {
            return nil
        }
        return self[String(path[path.index(after: dot)...])]
    }

    /// All names, in no order.
    public var names: some Collection<String> { entries.keys }

    /// The parameters of a native function as a call sees them.
    ///
    /// - Parameters:
    ///   - function: The function.
    ///   - path: Its name in the table.
    /// - Returns: The parameters of its signature, with types if the table has them.
    func shape(of function: NativeFunction, path: String) -> FunctionShape {
        let entry = self[path]
        var shape = NativeTable.shape(of: function.signature, entry: entry)
        if entry != nil { shape.native = path }
        return shape
    }

    /// The parameters of a signature, with what is known of their types.
    static func shape(of signature: Signature, entry: Entry? = nil) -> FunctionShape {
        let parameters = signature.parameters.map { parameter in
            let kind = FunctionShape.Parameter.Kind(parameter.kind)
            var isRequired = false
            if case .required = parameter.fallback {
                isRequired = kind != .positionals && kind != .keywords
            }
            return FunctionShape.Parameter(
                name: parameter.name, kind: kind, type: entry?.parameters[parameter.name] ?? .any,
                isRequired: isRequired)
        }
        return FunctionShape(
            name: signature.function, parameters: parameters, result: entry?.result ?? .any)
    }

    /// The type of a name of the language.
    static func type(named name: String) -> StaticType? {
        switch name {
        case "None": StaticType.none
        case "bool": .bool
        case "int": .int
        case "float": .float
        case "str": .string
        case "bytes": .bytes
        case "range": .range
        case "list": .list(.any)
        case "set": .set(.any)
        case "dict": .dict(.any, .any)
        case "tuple": .tupleOf(.any)
        case "struct": .structure(nil)
        case "typing.Any": .any
        case "typing.Never": .never
        case "typing.Callable": .callable
        case "typing.Iterable": .iterable(.any)
        default: nil
        }
    }

    /// Reads an annotation of the table.
    private static func type(of id: ExpressionID, _ tree: SyntaxTree) -> StaticType {
        switch tree[id] {
        case .name(let name): return type(named: tree.names.string(name)) ?? .any
        case .attribute(_, let name):
            return type(named: "typing." + tree.names.string(name)) ?? .any
        case .binary(.bitOr, let left, let right):
            return type(of: left, tree).union(type(of: right, tree))
        case .index(let base, let index):
            let parts: [StaticType]
            if case .tuple(let elements) = tree[index] {
                parts = tree[elements].map { type(of: $0, tree) }
            } else {
                parts = [type(of: index, tree)]
            }
            return type(of: base, tree).parameterized(by: parts) ?? .any
        default: return .any
        }
    }
}

extension StaticType {
    /// `list[T]` of `list`, and so on; nothing if the type takes no such parameters.
    func parameterized(by parts: [StaticType]) -> StaticType? {
        switch (self, parts.count) {
        case (.list, 1): .list(parts[0])
        case (.set, 1): .set(parts[0])
        case (.iterable, 1): .iterable(parts[0])
        case (.dict, 2): .dict(parts[0], parts[1])
        case (.tupleOf, _): .tuple(parts)
        case (.callable, _): .callable
        case (.any, _), (.native, _): .any
        default: nil
        }
    }
}
