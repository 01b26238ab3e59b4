/// A host of evaluations, other than those of files, in which `read_config` and `host_info` can be
/// called.
///
/// Rules may call functions that read the configuration. They run without a break, so what has not
/// been asked before is noted, the run ends, and another one begins with the answer.
public protocol ConfigurationReader: AnyObject {
    /// The value of a key of a section, in the root's `.buckconfig` or in that of the cell whose
    /// code runs.
    ///
    /// - Throws: If it is not known yet.
    func configurationValue(_ section: String, _ key: String, ofRoot: Bool) throws -> String?

    /// The machine that `host_info()` tells about.
    ///
    /// - Throws: If it is not known yet.
    func hostMachine() throws -> HostMachine
}
