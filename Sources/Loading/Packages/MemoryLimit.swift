import BuildModel
import Diagnostics
import Starlark

/// How much memory the values of a BUCK file may take.
///
/// Source: Buck2's `set_starlark_peak_allocated_byte_limit` and `[buck2]
/// check_starlark_peak_memory`.
extension PackageBuilder {
    /// What holds where the file says nothing.
    private static let usualPeakBytes = 2 << 30

    /// Sets the limit; once.
    func limitPeak(toBytes bytes: Int) throws {
        guard peakLimitBytes == nil else {
            throw Failure("starlark peak memory already set in this file")
        }
        guard bytes >= 0 else {
            throw Failure("A limit of memory is a number of bytes, not \(bytes)")
        }
        peakLimitBytes = bytes
    }

    /// Checks what a run of the file took, if the project wants that.
    ///
    /// - Throws: A diagnostic if it was more than allowed.
    func check(
        peakBytes: Int, of package: PackageLabel, _ file: CellPath, _ configs: FileConfigs
    ) throws(Diagnostic) {
        let limit = peakLimitBytes ?? Self.usualPeakBytes
        guard peakBytes > limit,
            configs.root.value("buck2", "check_starlark_peak_memory")?.lowercased() == "true"
        else { return }
        throw Diagnostic.error(
            "Starlark peak memory usage for \(package):\(file.path.name) is "
                + "\(Self.text(bytes: peakBytes)) which exceeds the limit "
                + "\(Self.text(bytes: limit))! Please reduce memory usage to prevent OOMs.",
            help: ["`set_starlark_peak_allocated_byte_limit` in the file sets another limit"])
    }

    /// A number of bytes in the largest unit of which there is at least one.
    private static func text(bytes: Int) -> String {
        var (number, unit) = (bytes, "bytes")
        for larger in ["KiB", "MiB", "GiB"] where number >= 1 << 10 {
            (number, unit) = (number >> 10, larger)
        }
        return "\(number) \(unit)"
    }
}
