import BuildModel
import Testing

@Suite struct CommandLineTraversalTests {
    /// A diamond with a shared tail and a node without a value: `r -> (a, b, n)`, `a -> (c, d)`,
    /// `b -> (d, c)`, `n -> d`.
    static let diamond: CommandLineSet = {
        func node(_ name: String?, _ children: [CommandLineSet] = []) -> CommandLineSet {
            CommandLineSet(
                value: name.map { CommandLine([.string($0), .input(Sample.source($0))]) },
                children: children)
        }
        let c = node("c")
        let d = node("d")
        return node("r", [node("a", [c, d]), node("b", [d, c]), node(nil, [d])])
    }()

    @Test(arguments: [
        (TransitiveOrdering.preorder, "racdb"), (.postorder, "cdabr"), (.topological, "rabcd"),
        (.bfs, "rabcd"), (.dfs, "racdb"),
    ])
    func order(_ ordering: TransitiveOrdering, _ expected: String) throws {
        let line = CommandLine([.set(Self.diamond, ordering)])
        let names = try line.expand(layout: Sample.layout).filter { !$0.contains("/") }
        #expect(names.joined() == expected)
    }

    @Test func everyNodeOnceWhateverTheOrder() {
        // Each level refers to the next twice: 2^40 paths.
        var set = CommandLineSet(value: CommandLine([.string("leaf")]), children: [])
        for _ in 0..<40 {
            set = CommandLineSet(value: CommandLine([.string("x")]), children: [set, set])
        }
        for ordering in TransitiveOrdering.allCases {
            var count = 0
            ordering.visit(set) { _ in count += 1 }
            #expect(count == 41, "\(ordering)")
        }
        #expect(CommandLine([.set(set, .preorder)]).artifacts.inputs.isEmpty)
    }

    @Test func longChainsAreReleasedWithoutRecursion() {
        var set = CommandLineSet(value: nil, children: [])
        for _ in 0..<200_000 { set = CommandLineSet(value: nil, children: [set]) }
        var json = JSONContentSet(value: nil, children: [])
        for _ in 0..<200_000 { json = JSONContentSet(value: nil, children: [json]) }
        #expect(set.children.count + json.children.count == 2)
    }
}
