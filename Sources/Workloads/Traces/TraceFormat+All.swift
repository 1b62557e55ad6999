extension TraceFormat {
  /// The table of formats, in the order in which detection tries them.
  package static let all: [TraceFormat] = [
    TraceFormat(
      name: "cachelib", title: "CacheLib key-value cache",
      row: "key,op,size,op_count,key_size[,ttl] under a header that names them in any order",
      traps: [
        "op_count stands for that many equal requests; --no-expand takes one.",
        "Reads of size 0 missed when they were recorded; they are never filled, the write that follows does it.",
        "The older files have no times.",
      ],
      link: "https://cachelib.org/docs/Cache_Library_User_Guides/Cachebench_FB_HW_eval",
      framing: .headedLines(separator: 0x2C), clock: .seconds, fillsByDefault: false,
      detects: { $0.hasHeader([["key"], ["op"], ["size"], ["op_count", "key_size"]]) },
      decode: KeyValueRows.decode),
    TraceFormat(
      name: "cachelib-cdn", title: "CacheLib content delivery",
      row: "timestamp,cacheKey,OpType,objectSize,... under a header that names them",
      traps: [
        "Times are milliseconds and may lie far apart: replay with --timing xN or asap.",
        "OpType 1 is a fetch, the only one seen; a size of -1 is unknown.",
        "Requests for a range of an object count for the object; it is stored whole, up to --max-value-bytes.",
        "There are no writes: reads that find nothing fill.",
      ],
      link: "https://cachelib.org/docs/Cache_Library_User_Guides/Cachebench_FB_HW_eval",
      framing: .headedLines(separator: 0x2C), clock: .seconds, fillsByDefault: true,
      detects: { $0.hasHeader([["cachekey"], ["objectsize"]]) },
      decode: KeyValueRows.decode),
    TraceFormat(
      name: "redis-monitor", title: "Redis MONITOR, also as memtier reads it",
      row: #"1460100081.165665 [0 ip:port] "set" "key" "value""#,
      traps: [
        #"Escapes (\xNN, \n, \") are resolved in values; a key with others than \" keeps its text as it stands."#,
        "Commands on several keys (MGET, MSET, DEL) become one operation for each.",
        "Keys of other databases than 0 begin with the number and a slash.",
        "Commands on lists, sets, hashes and scripts are skipped.",
      ],
      link: "https://redis.io/docs/latest/commands/monitor/",
      framing: .lines(separator: 0x20), clock: .fractions, fillsByDefault: false,
      detects: { head in RedisRows.detects(head) }, decode: RedisRows.decode),
    TraceFormat(
      name: "ycsb", title: "YCSB, printed by its basic database",
      row: "READ usertable user6284781860667377211 [ <all fields>]",
      traps: [
        "Banners and status lines between the operations are skipped.",
        "SCAN reads keys that the line does not name: skipped.",
        "The value is the text between the brackets.",
      ],
      link: "https://github.com/brianfrankcooper/YCSB/wiki/Running-a-Workload",
      framing: .lines(separator: 0x20), clock: nil, fillsByDefault: false,
      detects: { head in YCSBRows.detects(head) }, decode: YCSBRows.decode),
    TraceFormat(
      name: "msr", title: "MSR Cambridge block requests",
      row: "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime",
      traps: [
        "Times count 100 ns since 1601.",
        "A request becomes one operation for each page it touches (--page-bytes, 4,096); 0 keeps it whole.",
        "Reads of what was never written fill.",
      ],
      link: "https://iotta.snia.org/traces/block-io/388",
      framing: .lines(separator: 0x2C), clock: .filetime, fillsByDefault: true,
      detects: { head in
        head.fields(0x2C).count == 7 && head.isNumber(0, from: 15) && head.isNumber(4)
          && ["read", "write"].contains(head.word(3))
      }, decode: BlockRows.msr),
    TraceFormat(
      name: "tencent", title: "Tencent cloud block storage",
      row: "Timestamp,Offset,Size,IOType,VolumeID",
      traps: [
        "Offset and size count sectors of 512 bytes; requests are split into pages like those of msr.",
        "Seconds alone are recorded: requests are spread over theirs.",
      ],
      link: "https://iotta.snia.org/traces/parallel/27917",
      framing: .lines(separator: 0x2C), clock: .seconds, fillsByDefault: true,
      detects: { head in
        head.fields(0x2C).count == 5 && (0..<5).allSatisfy { head.isNumber($0) }
          && ["0", "1"].contains(head.word(3))
      }, decode: BlockRows.tencent),
    TraceFormat(
      name: "twitter", title: "Twitter cache clusters",
      row: "timestamp,key,key size,value size,client id,operation,TTL",
      traps: [
        "Seconds alone are recorded: requests are spread over theirs.",
        "Keys may hold commas: fields are counted from both ends.",
        "TTL is 0 on reads and is not used; add, replace, cas, append, prepend, incr and decr count as put.",
      ],
      link: "https://github.com/twitter/cache-trace",
      framing: .lines(separator: 0x2C), clock: .seconds, fillsByDefault: false,
      detects: { head in
        head.fields(0x2C).count >= 7 && head.isNumber(0)
          && OperationWords.kind(of: head.word(fromEnd: 1)) != nil && head.isNumber(fromEnd: 0)
      }, decode: KeyValueRows.decode),
    TraceFormat(
      name: "libcachesim-csv", title: "libCacheSim CSV with columns of your own",
      row: "any; --trace-columns time-col=1,obj-id-col=2,obj-size-col=3,op-col=4",
      traps: [
        "Without --trace-columns a header has to name time, obj_id and obj_size (op, cnt and tenant if there).",
        "Without an operation column every row is a read, and reads that find nothing fill.",
        "A tenant is put before the key with a slash.",
      ],
      link: "https://github.com/1a1a11a/libCacheSim/blob/develop/doc/quickstart_cachesim.md",
      framing: .headedLines(separator: 0x2C), clock: .seconds, fillsByDefault: true,
      detects: { $0.hasHeader([["obj_id", "obj-id", "object_id"], ["time", "timestamp", "clock_time"]]) },
      decode: KeyValueRows.decode),
    TraceFormat(
      name: "arc", title: "ARC .lis block requests",
      row: "start count 0 sequence",
      traps: ["A row reads count blocks of 512 bytes from start on; --no-expand takes the first alone."],
      link: "https://www.usenix.org/conference/fast-03/arc-self-tuning-low-overhead-replacement-cache",
      framing: .lines(separator: 0x20), clock: nil, fillsByDefault: true,
      detects: { head in
        head.fields(0x20).count == 4 && (0..<4).allSatisfy { head.isNumber($0) } && head.word(2) == "0"
      }, decode: BlockRows.arc),
    TraceFormat(
      name: "oracle-general", title: "libCacheSim oracleGeneral, binary",
      row: "24 bytes, little-endian: u32 time, u64 object, u32 size, i64 next access",
      traps: [
        "Seconds alone are recorded: requests are spread over theirs.",
        "Every record is a read; reads that find nothing fill. The next access is not used.",
      ],
      link: "https://github.com/cacheMon/cache_dataset",
      framing: .records(bytes: 24), clock: .seconds, fillsByDefault: true,
      detects: { head in OracleRecords.detects(head) }, decode: OracleRecords.decode),
  ]
}
