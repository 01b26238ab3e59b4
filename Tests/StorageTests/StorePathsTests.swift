import BuildModel
import Storage
import Testing

@Suite struct StorePathsTests {
    static let environments: [([String: String], String)] = [
        (["BLD_CACHE_HOME": "/a/b", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/a/b"),
        (["XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/bld"),
        (["HOME": "/h"], "/h/.cache/bld"),
        (["BLD_CACHE_HOME": "", "HOME": "/h/"], "/h/.cache/bld"),
        (["BLD_CACHE_HOME": "relative", "XDG_CACHE_HOME": "too", "HOME": "/h"], "/h/.cache/bld"),
    ]

    @Test(arguments: environments) func root(environment: [String: String], root: String) throws {
        #expect(try StorePaths(environment: environment).root.text == root)
    }
}
