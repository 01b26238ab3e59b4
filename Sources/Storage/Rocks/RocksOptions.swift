internal import CRocksDB

/// How the database is opened: little memory, small files, nothing synced but everything logged.
struct RocksOptions: ~Copyable {
    let pointer: OpaquePointer?

    init() {
        pointer = rocksdb_options_create()
        rocksdb_options_set_create_if_missing(pointer, 1)
        rocksdb_options_set_create_missing_column_families(pointer, 1)
        // Records compress themselves (RecordFrame), each once and off the writer's thread.
        rocksdb_options_set_compression(pointer, Int32(rocksdb_no_compression))
        rocksdb_options_set_write_buffer_size(pointer, 8 << 20)
        rocksdb_options_set_db_write_buffer_size(pointer, 24 << 20)
        // The log is replayed when the database is opened, at about 3 ms a megabyte.
        rocksdb_options_set_max_total_wal_size(pointer, 4 << 20)
        // After a crash, what was logged before the damage counts and the rest never was.
        rocksdb_options_set_wal_recovery_mode(
            pointer, Int32(rocksdb_point_in_time_recovery))
        rocksdb_options_set_max_background_jobs(pointer, 2)
        rocksdb_options_set_max_open_files(pointer, 256)
        rocksdb_options_set_keep_log_file_num(pointer, 2)
        rocksdb_options_set_max_log_file_size(pointer, 1 << 20)
        rocksdb_options_set_info_log_level(pointer, 2)  // warnings
        rocksdb_options_set_stats_dump_period_sec(pointer, 0)
        rocksdb_options_set_stats_persist_period_sec(pointer, 0)
        rocksdb_options_set_skip_stats_update_on_db_open(pointer, 1)
        rocksdb_options_set_skip_checking_sst_file_sizes_on_db_open(pointer, 1)

        let table = rocksdb_block_based_options_create()
        let cache = rocksdb_cache_create_lru(16 << 20)
        rocksdb_block_based_options_set_block_cache(table, cache)
        rocksdb_cache_destroy(cache)  // the options hold it now
        // A build asks for many keys that are not there: the filter answers without a read.
        rocksdb_block_based_options_set_filter_policy(
            table, rocksdb_filterpolicy_create_bloom_full(10))
        rocksdb_options_set_block_based_table_factory(pointer, table)
        rocksdb_block_based_options_destroy(table)
    }

    deinit { rocksdb_options_destroy(pointer) }
}
