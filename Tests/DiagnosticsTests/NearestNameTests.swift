import Diagnostics
import Testing

@Suite struct NearestNameTests {
    private let names = ["hello", "help", "world", "print", "True", "cxx_library", "len"]

    @Test(arguments: [
        ("helo", "hello"), ("hlelo", "hello"), ("hellp", "hello"), ("prnt", "print"),
        ("true", "True"), ("TRUE", "True"), ("cxx_libary", "cxx_library"), ("lenn", "len"),
        ("x", nil), ("zzzzz", nil), ("", nil), ("genrule", nil), ("rust_binary", nil),
    ])
    func nearest(_ name: String, _ expected: String?) {
        #expect(nearestName(to: name, among: names) == expected)
    }

    @Test func equallyNearNamesAreTakenInAlphabeticalOrder() {
        #expect(nearestName(to: "cat", among: ["rat", "bat", "hat"]) == "bat")
        #expect(nearestName(to: "cat", among: ["hat", "rat", "bat"]) == "bat")
    }

    @Test func theNameItselfIsNoSuggestion() {
        #expect(nearestName(to: "hello", among: names) == nil)
        #expect(didYouMean("helo", among: names) == "; did you mean `hello`?")
        #expect(didYouMean("zzzzz", among: names).isEmpty)
    }
}
