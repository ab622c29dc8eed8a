// The C side of the package: see engine.go for why there is one.

#ifndef DOLAB_ENGINE_H
#define DOLAB_ENGINE_H

#include <stdint.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

// A value on its way in or out, and the only shape in which Go and C exchange one.
typedef struct {
	int type; // SQLITE_INTEGER 1, SQLITE_FLOAT 2, SQLITE_TEXT 3, SQLITE_BLOB 4, SQLITE_NULL 5
	int n;
	int64_t i;
	double f;
	const void *p;
} dolab_value;

enum { DOLAB_BEGIN, DOLAB_COMMIT, DOLAB_ROLLBACK, DOLAB_MARK, DOLAB_MARK_RELEASE, DOLAB_MARK_ROLLBACK,
	DOLAB_SAVE, DOLAB_SAVE_RELEASE, DOLAB_SAVE_ROLLBACK, DOLAB_KV_GET, DOLAB_KV_PUT, DOLAB_KV_DELETE,
	DOLAB_META_GET, DOLAB_META_PUT, DOLAB_PAGES, DOLAB_VERSION, DOLAB_TABLE, DOLAB_STATEMENTS };

// One instruction of a compiled statement, as EXPLAIN lists it.
typedef struct {
	char name[16];
	int length, p1, p2, p3, p5;
} dolab_op;

// What SQLite counts while it runs a statement. Steps from row to row that belong to no full scan have no name in
// SQLite's interface; it keeps them as counter 0.
enum { DOLAB_NEXT, DOLAB_FULLSCAN, DOLAB_SORT, DOLAB_AUTOINDEX, DOLAB_VM_STEP, DOLAB_REPREPARE, DOLAB_FILTER_MISS = 7,
	DOLAB_FILTER_HIT, DOLAB_COUNTERS };

// One connection. Results of a call that are more than its return code are left in the out fields, so that Go reads
// them without another crossing and without an escaping variable.
typedef struct {
	sqlite3 *db;
	uintptr_t handle;  // Of the Go DB, for callbacks.
	int trusted;       // Nonzero while our own statements are prepared: the authorizer is not asked.
	int64_t now;       // Virtual instant of the running call: Unix milliseconds.
	sqlite3_stmt *own[DOLAB_STATEMENTS];
	dolab_value *row;  // The row of the last step.
	int rowcap;
	// Out.
	sqlite3_stmt *stmt;
	int tail, readonly, params, columns;
	int n;
	int64_t i;
	const void *p;
	int64_t base;            // What total_changes() counts from.
	int64_t steps, stepsMax; // Taken by users' statements since the connection was opened, and allowed; 0: any number.
	int64_t within;          // Of the running call, as far as the progress handler has counted them.
	int64_t copied;          // … and what large blocks of memory add.
	uint32_t counted[DOLAB_COUNTERS]; // Of the statement stepped, since it was prepared: see dolab_count.
	int64_t changes;                  // Rows that the last dolab_step changed.
	dolab_op *program;                // Of the last dolab_program, n instructions.
	int programcap;
	int frames;                       // In the log of a file, as of the last commit.
	void *base_file, *log_file;       // Of dolab_files.
	char header[32];                  // Of the log, as dolab_header found it.
	int kept;                         // What changes() says while as many rows have changed as at since.
	int64_t since;
	int recorded;                     // What is done to files is recorded.
	int counts;                       // The statement that is stepped sets what changes() says.
} dolab_conn;

// Something that was done to a file: see record.c.
typedef struct dolab_record {
	int kind, n;
	char *path;
	int64_t at;
	void *data;
	struct dolab_record *next;
} dolab_record;

void dolab_record_effect(int kind, const char *path, int64_t at, const void *data, int n);
dolab_record *dolab_recorded(void);
void dolab_free_record(dolab_record *r);
void dolab_record_files(void);

void dolab_one_heap(void);
void dolab_release_memory(void);
int dolab_open(dolab_conn *c, const char *path, int system, int flags, uintptr_t handle);
void dolab_close(dolab_conn *c);
int dolab_run(dolab_conn *c, const char *sql);
int dolab_own(dolab_conn *c, int which);
int dolab_unsettled(dolab_conn *c);
int dolab_prepare(dolab_conn *c, const char *sql, int n, int persistent, int trusted);
int dolab_program(dolab_conn *c, sqlite3_stmt *s);
void dolab_count(dolab_conn *c, sqlite3_stmt *s);
int dolab_step(dolab_conn *c, sqlite3_stmt *s, int64_t now);
int dolab_bind_step(dolab_conn *c, sqlite3_stmt *s, dolab_value *args, int n, int64_t now);
void dolab_reset(sqlite3_stmt *s);
void dolab_finalize(sqlite3_stmt *s);
int dolab_step_own(dolab_conn *c, sqlite3_stmt *s, dolab_value *args, int n);
void dolab_foreign_keys(dolab_conn *c, int on);
int dolab_defensive(dolab_conn *c, int on);
int dolab_columns(sqlite3_stmt *s);
const char *dolab_column_name(sqlite3_stmt *s, int i);
void dolab_error(dolab_conn *c);
int dolab_kv_get(dolab_conn *c, const char *key, int nkey, void *buf, int cap);
int dolab_kv_rest(dolab_conn *c, void *buf);
int dolab_kv_put(dolab_conn *c, const char *key, int nkey, const void *value, int nvalue);
int dolab_kv_delete(dolab_conn *c, const char *key, int nkey);
int dolab_meta_get(dolab_conn *c, int64_t key);
int dolab_meta_put(dolab_conn *c, int64_t key, int null, int64_t value);
int dolab_pages(dolab_conn *c);
int dolab_schema_version(dolab_conn *c);
int dolab_table_found(dolab_conn *c, const char *name, int n);
int dolab_fail_memory(int n);
int dolab_within(dolab_conn *c);
void dolab_fresh(dolab_conn *c);
void dolab_math(sqlite3 *db);
void dolab_own_log(dolab_conn *c);
void dolab_leave_log(dolab_conn *c);
void dolab_files(dolab_conn *c);
int dolab_sync(void *file);
int dolab_read(void *file, void *to, int n, int64_t at);
int64_t dolab_reserve(void *file, int64_t least, int64_t n);
int dolab_truncate(void *file, int64_t size);
int dolab_header(dolab_conn *c, int back);
int dolab_checkpoint(dolab_conn *c, int look);
void dolab_remembered(dolab_conn *c);
void dolab_remind(dolab_conn *c, int64_t rowid, int64_t total, int changes);
int dolab_bytes(dolab_conn *c);
void dolab_free(dolab_conn *c);
int dolab_load(dolab_conn *c, const void *bytes, int64_t n);

#endif
