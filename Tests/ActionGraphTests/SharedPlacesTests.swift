import BuildModel
import Synchronization
import Testing

@testable import ActionGraph

/// Turns at places that several tasks write to.
@Suite struct SharedPlacesTests {
    /// Places, of which those of two tasks may be the same, inside each other or apart.
    private static func places(_ number: Int) -> [ProjectPath] {
        let names = ["a", "a/b", "a/b/c", "a/d", "e", "e/f"]
        return [names[number % names.count], names[number / 2 % names.count]].map {
            ProjectPath(unchecked: $0)
        }
    }

    private static func overlap(_ left: [ProjectPath], _ right: [ProjectPath]) -> Bool {
        left.contains { one in right.contains { $0.isInside(one) || one.isInside($0) } }
    }

    /// What tasks leave for the test to see.
    private final class Notes: Sendable {
        let present = Mutex<[Int]>([])
        let meetings = Mutex(0)
        let order = Mutex<[String]>([])
    }

    @Test func nobodyIsWhereSomebodyElseIs() async {
        let places = SharedPlaces()
        let notes = Notes()
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let mine = Self.places(number)
                    await places.run(mine) { () async -> Void in
                        let others = notes.present.withLock { present in
                            defer { present.append(number) }
                            return present
                        }
                        if others.contains(where: { Self.overlap(Self.places($0), mine) }) {
                            notes.meetings.withLock { $0 += 1 }
                        }
                        await Task.yield()
                        notes.present.withLock { $0.removeAll { $0 == number } }
                    }
                }
            }
        }
        #expect(notes.meetings.withLock { $0 } == 0)
        #expect(places.isEmpty)
    }

    /// A claim around another one waits for it, one beside it does not.
    @Test func placesApartAreFree() async {
        let places = SharedPlaces()
        let notes = Notes()
        await withTaskGroup { group in
            await places.run([ProjectPath(unchecked: "a/b")]) { () async -> Void in
                group.addTask {
                    await places.run([ProjectPath(unchecked: "a")]) { () async -> Void in
                        notes.order.withLock { $0.append("around") }
                    }
                }
                await places.run([ProjectPath(unchecked: "ab")]) { () async -> Void in
                    notes.order.withLock { $0.append("beside") }
                }
                notes.order.withLock { $0.append("end") }
            }
            await group.waitForAll()
        }
        #expect(notes.order.withLock { $0 } == ["beside", "end", "around"])
        #expect(places.isEmpty)
    }
}
