// Required ahead of the server: libuv has made its threads, four unless told, by the time that the
// first module is loaded. Each DuckDB query takes one of them until its first row, of exports too;
// tokens, passwords and files need the rest.
process.env.UV_THREADPOOL_SIZE ??= '16'
