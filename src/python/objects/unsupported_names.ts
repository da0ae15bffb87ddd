/**
 * Names that TensorFlow 0.12.1, numpy 1.16 and Python 2.7 have and tf0 does not: who asks for one gets an error that says so. Generated from the names of
 * these libraries' public modules.
 */

const NAMES = `
  argparse: Action ArgumentError ArgumentTypeError FileType HelpFormatter
  base64: b16decode b16encode b32decode b32encode decode encode k test test1 v
  cmath: acos acosh asin asinh atan atanh cos cosh isinf isnan log log10 polar rect sin sinh tan tanh
  codecs: BufferedIncrementalDecoder BufferedIncrementalEncoder Codec CodecInfo EncodedFile IncrementalDecoder IncrementalEncoder StreamReader
    StreamReaderWriter StreamRecoder StreamWriter ascii_decode ascii_encode backslashreplace_errors charbuffer_encode charmap_build charmap_decode
    charmap_encode escape_decode escape_encode getdecoder getencoder getincrementaldecoder getincrementalencoder ignore_errors iterdecode iterencode
    latin_1_decode latin_1_encode lookup_error make_encoding_map make_identity_dict raw_unicode_escape_decode raw_unicode_escape_encode
    readbuffer_encode register register_error replace_errors strict_errors unicode_escape_decode unicode_escape_encode unicode_internal_decode
    unicode_internal_encode utf_16_be_decode utf_16_be_encode utf_16_decode utf_16_encode utf_16_ex_decode utf_16_le_decode utf_16_le_encode
    utf_32_be_decode utf_32_be_encode utf_32_decode utf_32_encode utf_32_ex_decode utf_32_le_decode utf_32_le_encode utf_7_decode utf_7_encode
    utf_8_decode utf_8_encode xmlcharrefreplace_errors
  collections: Callable Container Hashable ItemsView Iterator KeysView MappingView MutableMapping MutableSequence MutableSet Set Sized ValuesView
  contextlib: GeneratorContextManager nested warn wraps
  copy: Error PyStringMap dispatch_table error name t
  csv: Dialect Sniffer StringIO get_dialect list_dialects reduce register_dialect unregister_dialect
  datetime: date datetime_CAPI time tzinfo
  functools: total_ordering update_wrapper
  gc: garbage get_count get_debug get_objects get_referents get_referrers get_threshold is_tracked isenabled set_debug set_threshold
  getopt: do_longs do_shorts gnu_getopt long_has_args short_has_arg
  getpass: GetPassWarning fallback_getpass getpass unix_getpass win_getpass
  glob: glob0 glob1 has_magic magic_check
  gzip: read32 write32u
  hashlib: algorithms algorithms_available algorithms_guaranteed pbkdf2_hmac
  heapq: chain cmp_lt count imap islice itemgetter izip merge tee
  inspect: ArgInfo ArgSpec Arguments Attribute BlockFinder EndOfBlock ModuleInfo Traceback attrgetter classify_class_attrs cleandoc currentframe
    findsource formatargspec formatargvalues getabsfile getargs getargvalues getblock getcallargs getclasstree getcomments getdoc getfile getframeinfo
    getinnerframes getlineno getmembers getmodule getmoduleinfo getmodulename getmro getouterframes getsource getsourcefile getsourcelines indentsize
    isabstract isbuiltin iscode isdatadescriptor isframe isgeneratorfunction isgetsetdescriptor ismemberdescriptor ismethod ismethoddescriptor
    isroutine istraceback joinseq modulesbyfile namedtuple stack strseq trace walktree
  io: BlockingIOError BufferedIOBase BufferedRWPair BufferedRandom BufferedReader BufferedWriter FileIO IOBase IncrementalNewlineDecoder OpenWrapper
    RawIOBase TextIOBase TextIOWrapper UnsupportedOperation
  itertools: combinations_with_replacement compress dropwhile ifilter ifilterfalse tee
  json: JSONDecoder JSONEncoder
  locale: Error atof atoi bind_textdomain_codeset bindtextdomain currency dcgettext dgettext format format_string gettext locale_alias
    locale_encoding_alias localeconv nl_langinfo normalize resetlocale str strcoll strxfrm textdomain windows_locale
  logging: BufferingFormatter FileHandler Filter Filterer Formatter Handler LogRecord Logger LoggerAdapter Manager NullHandler PlaceHolder
    RootLogger StreamHandler addLevelName captureWarnings currentframe getLevelName getLoggerClass log logMultiprocessing logProcesses logThreads
    makeLogRecord raiseExceptions root setLoggerClass shutdown
  multiprocessing: Array AuthenticationError BoundedSemaphore BufferTooShort Condition Manager Pipe ProcessError RawArray RawValue Semaphore
    TimeoutError Value active_children allow_connection_pickling get_logger log_to_stderr
  numpy: AxisError ComplexWarning DataSource Infinity MachAr ModuleDeprecationWarning RankWarning ScalarType TooHardError VisibleDeprecationWarning
    add_docstring add_newdoc add_newdoc_ufunc alen alltrue angle apply_over_axes array2string array_equiv array_repr array_str asarray_chkfinite
    asfortranarray bartlett base_repr binary_repr blackman block bmat broadcast busday_count busday_offset busdaycalendar byte byte_bounds bytes_
    can_cast cast cdouble cfloat char character chararray choose clongdouble clongfloat common_type compare_chararrays complex complex256
    complexfloating compress conj conjugate copysign corrcoef correlate cov cross csingle cumproduct datetime64 datetime_as_string datetime_data
    diag_indices diag_indices_from diagflat disp divmod dsplit ediff1d einsum einsum_path emath errstate euler_gamma extract fastCopyAndTranspose fft
    find_common_type flatiter flexible float128 float_power fmax fmin format_float_positional format_float_scientific format_parser frexp fromfile
    fromfunction frompyfunc fromregex fv gcd genfromtxt geomspace get_array_wrap get_include get_printoptions getbuffer getbufsize geterr geterrcall
    geterrobj gradient hamming hanning heaviside histogram2d histogram_bin_edges histogramdd i0 imag inexact int0 int_asbuffer ipmt irr is_busday
    iscomplex isfortran isin isnat isneginf isposinf isreal isscalar issctype issubclass_ issubsctype iterable ix_ kaiser kron lcm ldexp lexsort
    little_endian load loads loadtxt logaddexp2 longcomplex longdouble longfloat longlong lookfor ma mafromtxt mask_indices matrixlib maximum_sctype
    memmap min_scalar_type mintypecode mirr modf msort nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod
    nanquantile nanstd nansum nanvar nbytes ndfromtxt nditer nested_iters newbuffer nextafter nper npv numarray obj2sctype object0 oldnumeric packbits
    piecewise pmt poly poly1d polyadd polyder polydiv polyfit polyint polymul polynomial polysub polyval positive ppmt printoptions promote_types
    put_along_axis pv quantile rank rate ravel_multi_index roots safe_eval save savetxt savez savez_compressed sctype2char sctypeDict sctypeNA sctypes
    select set_numeric_ops set_string_function setbufsize seterrcall seterrobj setxor1d short show_config signbit signedinteger sinc singlecomplex
    sometrue sort_complex source spacing string0 take_along_axis test timedelta64 tracemalloc_domain tri tril_indices tril_indices_from trim_zeros
    triu_indices triu_indices_from typeDict typeNA typecodes typename ubyte ufunc uint uint0 uint32 uint64 uintc uintp ulonglong unicode unicode0
    unicode_ unpackbits unravel_index unsignedinteger unwrap ushort vander version void void0 who
  numpy.linalg: cholesky cond eig eigvals eigvalsh lapack_lite linalg lstsq matrix_power matrix_rank multi_dot pinv qr slogdet tensorinv tensorsolve
    test
  numpy.random: Lock f hypergeometric logseries negative_binomial noncentral_chisquare noncentral_f np operator test wald zipf
  numpy.testing: IgnoreException KnownFailureException SkipTest TestCase assert_array_almost_equal_nulp assert_array_compare assert_array_max_ulp
    assert_no_gc_cycles assert_no_warnings assert_raises_regex assert_string_equal assert_warns break_cycles build_err_msg clear_and_catch_warnings
    dec decorate_methods jiffies measure memusage print_assert_equal raises rand run_module_suite rundocs runstring suppress_warnings tempdir temppath
    test verbose
  operator: abs concat contains countOf delitem delslice getslice iadd iand iconcat idiv ifloordiv ilshift imod imul index indexOf inv invert ior
    ipow irepeat irshift isCallable isMappingType isNumberType isSequenceType isub itruediv ixor lshift methodcaller pos repeat rshift
    sequenceIncludes setslice truth
  os: abort altsep chmod chown chroot close closerange confstr confstr_names ctermid defpath dup dup2 execl execle execlp execlpe execv execve
    execvp execvpe fchdir fchmod fchown fdatasync fdopen fork forkpty fpathconf fstat fstatvfs fsync ftruncate getegid geteuid getgid getgroups
    getloadavg getlogin getpgid getpgrp getresgid getresuid getsid getuid initgroups isatty kill killpg lchmod lchown link lseek lstat major makedev
    minor mkfifo mknod nice open openpty pathconf pathconf_names pipe popen2 popen3 popen4 read readlink renames setegid seteuid setgid setgroups
    setpgid setpgrp setregid setresgid setresuid setreuid setsid setuid spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe stat
    stat_float_times stat_result statvfs statvfs_result strerror symlink sysconf sysconf_names tcgetpgrp tcsetpgrp tempnam times tmpfile tmpnam
    ttyname uname unsetenv utime wait wait3 wait4 waitpid write
  os.path: altsep curdir defpath devnull extsep getatime ismount normcase pardir pathsep samefile sameopenfile samestat splitdrive
    supports_unicode_filenames walk
  pickle: BooleanType BufferType BuiltinFunctionType BuiltinMethodType ClassType CodeType ComplexType DictProxyType DictType DictionaryType
    EllipsisType FileType FloatType FrameType FunctionType GeneratorType GetSetDescriptorType InstanceType IntType LambdaType ListType LongType
    MemberDescriptorType MethodType ModuleType NoneType NotImplementedType ObjectType PyStringMap SliceType StringIO StringType StringTypes
    TracebackType TupleType TypeType UnboundMethodType UnicodeType XRangeType classmap compatible_formats decode_long dispatch_table encode_long
    format_version mloads whichmodule
  platform: architecture dist java_ver libc_ver linux_distribution mac_ver popen processor python_branch python_build python_compiler
    python_revision release system_alias uname version win32_ver
  pprint: isreadable isrecursive saferepr
  random: SystemRandom WichmannHill betavariate division gammavariate jumpahead paretovariate vonmisesvariate weibullvariate
  re: Scanner template
  shutil: Error ExecError SpecialFileError WindowsError abspath copymode copystat get_archive_formats getgrnam getpwnam ignore_patterns make_archive
    register_archive_format unregister_archive_format
  signal: ItimerError default_int_handler getitimer pause set_wakeup_fd setitimer siginterrupt
  socket: AF_DECnet MethodType RAND_add RAND_status SocketType StringIO create_connection error fromfd gaierror getaddrinfo getdefaulttimeout
    getfqdn gethostbyaddr gethostbyname gethostbyname_ex getnameinfo getprotobyname getservbyname getservbyport has_ipv6 herror htonl htons inet_aton
    inet_ntoa inet_ntop inet_pton m meth ntohl ntohs p partial setdefaulttimeout socket socketpair ssl sslerror timeout
  string: Formatter Template atof atof_error atoi atoi_error atol atol_error capitalize capwords center count expandtabs find index index_error join
    joinfields ljust lower lstrip maketrans octdigits replace rfind rindex rjust rsplit rstrip split splitfields strip swapcase translate upper zfill
  struct: pack_into
  subprocess: list2cmdline mswindows
  sys: api_version base_exec_prefix base_executable base_prefix builtin_module_names call_tracing callstats copyright displayhook
    dont_write_bytecode exc_type excepthook exec_prefix exitfunc float_info float_repr_style getcheckinterval getdefaultencoding getdlopenflags
    getfilesystemencoding getprofile getrefcount gettrace hexversion long_info maxunicode meta_path original_flags path_hooks path_importer_cache
    prefix py2_modules py3kwarning real_prefix setcheckinterval setdlopenflags setprofile settrace subversion warnoptions
  tarfile: CompressionError EOFHeaderError EmptyHeaderError ExFileObject ExtractError HeaderError InvalidHeaderError StreamError
    SubsequentHeaderError TarFileCompat TarInfo TarIter TruncatedHeaderError bltn_open calc_chksums copyfileobj filemode filemode_table itn nti nts
    stn uts version
  tempfile: SpooledTemporaryFile gettempprefix template
  tensorflow: COMPILER_VERSION GIT_VERSION LogMessage NameAttrList QUANTIZED_DTYPES RegisterShape SessionLog core load_file_system_library load_op_library
    platform python resources sdca sysconfig
  tensorflow.compat: bytes_or_text_types complex_types integral_types real_types
  tensorflow.contrib: copy_graph crf cudnn_rnn factorization graph_editor integrate labeled_tensor linear_optimizer ndlstm opt quantization
    solvers specs stat_summarizer tensor_forest testing tfprof
  tensorflow.contrib.distributions: abc contextlib contrib_framework inspect math np six types warnings
  tensorflow.contrib.framework: make_all sys
  tensorflow.contrib.layers: DataFrameColumn abc collections contrib_framework contrib_lookup_ops deprecated deprecated_arg_values experimental
    loader losses make_all math metrics_lib six sys
  tensorflow.contrib.learn: BaseEstimator Classifier ClusterConfig DNNClassifier DNNLinearCombinedClassifier DNNLinearCombinedRegressor DNNRegressor
    DataFrame Environment Estimator Evaluable Experiment HAS_DASK HAS_PANDAS LinearClassifier LinearRegressor LogisticRegressor MetricKey MetricSpec
    ModeKeys NanLossDuringTrainingError NotFittedError PredefinedSeries PredictionKey RunConfig SKCompat SVM Series TaskType TensorFlowDataFrame
    TensorFlowTransform TensorForestEstimator TensorForestLossHook Trainable Transform TransformedSeries evaluate extract_dask_data
    extract_dask_labels extract_pandas_data extract_pandas_labels extract_pandas_matrix infer infer_real_valued_columns_from_input
    infer_real_valued_columns_from_input_fn make_all monitors np pandas_input_fn parameter queue_parsed_features read_batch_examples
    read_batch_features read_batch_record_features read_keyed_batch_examples read_keyed_batch_features run_feeds run_n train utils
  tensorflow.contrib.lookup: BaseSaverBuilder lookup_ops
  tensorflow.contrib.losses: sys
  tensorflow.contrib.metrics: make_all
  tensorflow.contrib.rnn: abc collections loader math tf
  tensorflow.contrib.seq2seq: sys
  tensorflow.contrib.session_bundle: exporter gc
  tensorflow.contrib.slim: DataFrameColumn abc assign_from_checkpoint assign_from_checkpoint_fn collections contrib_framework contrib_lookup_ops
    deprecated deprecated_arg_values evaluation experimental learning loader make_all math metrics_lib queues six
  tensorflow.contrib.util: loader make_all ops_used_by_graph_def stripped_op_list_for_graph
  tensorflow.errors: raise_exception_on_not_ok_status
  tensorflow.nn: graph_util make_all op_def_library op_def_registry random_seed resource_variable_ops sparse_tensor tensor_array_ops tensor_util vs
    xrange
  tensorflow.nn.rnn_cell: sigmoid tanh vs
  tensorflow.nn.seq2seq: rnn_cell shape xrange zip
  tensorflow.python_io: TFRecordCompressionType TFRecordOptions TFRecordWriter tf_record_iterator
  tensorflow.train: do_quantize_training_on_graphdef queue_runner
  threading: ThreadError Timer setprofile settrace stack_size
  time: accept2dyear altzone daylight tzname tzset
  timeit: Timer default_number default_repeat dummy_src_name main reindent repeat template
  traceback: extract_stack extract_tb format_exception format_exception_only format_list format_stack format_tb print_exception print_last
    print_list print_stack print_tb tb_lineno
  unicodedata: bidirectional decomposition digit east_asian_width lookup mirrored name numeric ucd_3_2_0 ucnhash_CAPI unidata_version
  urllib: ContentTooShortError FancyURLopener URLopener addbase addclosehook addinfo addinfourl always_safe basejoin c ftpcache ftperrors ftpwrapper
    getproxies getproxies_environment i localhost noheaders pathname2url proxy_bypass proxy_bypass_environment reporthook splitattr splithost
    splitnport splitpasswd splitport splitquery splittag splittype splituser splitvalue test1 thishost toBytes unquote_plus unwrap url2pathname
    urlcleanup
  urllib2: AbstractBasicAuthHandler AbstractDigestAuthHandler AbstractHTTPHandler BaseHandler CacheFTPHandler FTPHandler FileHandler
    HTTPBasicAuthHandler HTTPCookieProcessor HTTPDefaultErrorHandler HTTPDigestAuthHandler HTTPErrorProcessor HTTPHandler HTTPPasswordMgr
    HTTPPasswordMgrWithDefaultRealm HTTPRedirectHandler HTTPSHandler OpenerDirector ProxyBasicAuthHandler ProxyDigestAuthHandler ProxyHandler StringIO
    UnknownHandler addinfourl build_opener ftpwrapper getproxies install_opener localhost parse_http_list parse_keqv_list proxy_bypass randombytes
    request_host splitattr splithost splitpasswd splitport splittag splittype splituser splitvalue toBytes unwrap url2pathname
  uuid: getnode lib libname uuid3 uuid5
  warnings: WarningMessage catch_warnings default_action defaultaction filters formatwarning once_registry onceregistry resetwarnings showwarning
    warn_explicit warnpy3k
  zipfile: LargeZipFile PyZipFile ZipExtFile ZipInfo compressor_names crc32 error main sizeCentralDir sizeEndCentDir sizeEndCentDir64
    sizeEndCentDir64Locator sizeFileHeader stringCentralDir stringEndArchive stringEndArchive64 stringEndArchive64Locator stringFileHeader
    structCentralDir structEndArchive structEndArchive64 structEndArchive64Locator structFileHeader
  zlib: compressobj decompressobj
`

const byModule = new Map(
  [...NAMES.matchAll(/^ {2}([\w.]+):((?:.*\n {4})*.*)$/gm)].map(
    ([, module = '', words = '']) => [module, new Set(words.trim().split(/\s+/))] as const,
  ),
)

/** The library that has a name which tf0's module lacks; undefined where none has it. */
export function libraryWith(module: string, name: string): string | undefined {
  if (!byModule.get(module)?.has(name)) return undefined
  const [top = ''] = module.split('.')
  return top === 'tensorflow' ? 'TensorFlow 0.12' : top === 'numpy' ? 'numpy' : 'Python'
}

/** All of them, for tests. */
export const unsupportedNames = (): ReadonlyMap<string, ReadonlySet<string>> => byModule
