import Glibc

/// What is known of the machine, for the log.
enum SystemFacts {
    /// The machine's name in its network.
    static let hostName: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// The user's name, as the environment says.
    static func userName(_ environment: [String: String]) -> String {
        environment["USER"] ?? environment["LOGNAME"] ?? "\(getuid())"
    }

    /// How much memory the machine has.
    static let memoryBytes: UInt64? = {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let size = sysconf(Int32(_SC_PAGESIZE))
        return pages > 0 && size > 0 ? UInt64(pages) * UInt64(size) : nil
    }()

    /// How much memory this process had at most.
    static var peakMemoryBytes: Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_maxrss * 1024
    }

    /// How much of the disk is in use that a folder lies on.
    static func usedDiskBytes(_ folder: String) -> UInt64? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        return UInt64(facts.f_blocks - facts.f_bfree) * UInt64(facts.f_frsize)
    }

    /// How much the disk holds that a folder lies on.
    static func diskBytes(_ folder: String) -> UInt64? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        return UInt64(facts.f_blocks) * UInt64(facts.f_frsize)
    }
}
