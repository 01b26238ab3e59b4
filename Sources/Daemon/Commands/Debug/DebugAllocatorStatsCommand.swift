import ArgumentParser
import BuildEvents
import CLinux
import Glibc

/// `bld debug allocator-stats`: how much memory the daemon has from the system, and uses of it.
struct DebugAllocatorStatsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocator-stats",
        abstract: "Prints how much memory the daemon has from the system, and uses of it.",
        discussion: "Source: mallinfo(3).")

    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandEnding {
        try session.openLog(
            root: session.projectRoot(), layout: session.layout(common), common.reporting)
        let info = mallinfo2()
        session.write(
            """
            arenas: \(info.arena) bytes
            mapped blocks: \(info.hblkhd) bytes
            in use: \(info.uordblks) bytes
            free: \(info.fordblks) bytes
            free at the top: \(info.keepcost) bytes
            resident: \(residentBytes()) bytes

            """)
        return .exit(.success)
    }
}
