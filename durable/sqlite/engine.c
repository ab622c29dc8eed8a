#include "engine.h"

#include <pthread.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>
#include <time.h>

#include "_cgo_export.h"

// The part of SQLite's interface we use. The library itself is compiled and linked by go-sqlite3; the references are
// weak because cgo first links every package alone, where they have no definition yet.
#define API __attribute__((weak))
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;
typedef struct sqlite3_file sqlite3_file;
typedef struct sqlite3_vfs {
	int iVersion, szOsFile, mxPathname;
	struct sqlite3_vfs *pNext;
	const char *zName;
	void *pAppData;
	int (*xOpen)(struct sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
	int (*xDelete)(struct sqlite3_vfs *, const char *, int);
	int (*xAccess)(struct sqlite3_vfs *, const char *, int, int *);
	int (*xFullPathname)(struct sqlite3_vfs *, const char *, int, char *);
	void *(*xDlOpen)(struct sqlite3_vfs *, const char *);
	void (*xDlError)(struct sqlite3_vfs *, int, char *);
	void (*(*xDlSym)(struct sqlite3_vfs *, void *, const char *))(void);
	void (*xDlClose)(struct sqlite3_vfs *, void *);
	int (*xRandomness)(struct sqlite3_vfs *, int, char *);
	int (*xSleep)(struct sqlite3_vfs *, int);
	int (*xCurrentTime)(struct sqlite3_vfs *, double *);
	int (*xGetLastError)(struct sqlite3_vfs *, int, char *);
	int (*xCurrentTimeInt64)(struct sqlite3_vfs *, int64_t *);
	void *more[3];
} sqlite3_vfs;

typedef struct {
	void *(*xMalloc)(int);
	void (*xFree)(void *);
	void *(*xRealloc)(void *, int);
	int (*xSize)(void *);
	int (*xRoundup)(int);
	int (*xInit)(void *);
	void (*xShutdown)(void *);
	void *data;
} sqlite3_mem_methods;

API int sqlite3_config(int, ...);
API void sqlite3_progress_handler(sqlite3 *, int, int (*)(void *), void *);
API int sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
API int sqlite3_close_v2(sqlite3 *);
API int sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
API int sqlite3_db_config(sqlite3 *, int, ...);
API int sqlite3_db_status(sqlite3 *, int, int *, int *, int);
API int sqlite3_limit(sqlite3 *, int, int);
API int sqlite3_test_control(int, ...);
API int sqlite3_set_authorizer(sqlite3 *,
	int (*)(void *, int, const char *, const char *, const char *, const char *), void *);
API int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *,
	void (*)(sqlite3_context *, int, sqlite3_value **), void (*)(sqlite3_context *, int, sqlite3_value **),
	void (*)(sqlite3_context *), void (*)(void *));
API int sqlite3_vfs_register(sqlite3_vfs *, int);
API sqlite3_vfs *sqlite3_vfs_find(const char *);
API int sqlite3_prepare_v3(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
API int sqlite3_step(sqlite3_stmt *);
API int sqlite3_reset(sqlite3_stmt *);
API int sqlite3_finalize(sqlite3_stmt *);
API int sqlite3_clear_bindings(sqlite3_stmt *);
API int sqlite3_stmt_readonly(sqlite3_stmt *);
API int sqlite3_stmt_isexplain(sqlite3_stmt *);
API const char *sqlite3_sql(sqlite3_stmt *);
API char *sqlite3_mprintf(const char *, ...);
API void sqlite3_free(void *);
API int sqlite3_strnicmp(const char *, const char *, int);
API int sqlite3_stmt_status(sqlite3_stmt *, int, int);
API int sqlite3_bind_parameter_count(sqlite3_stmt *);
API int sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
API int sqlite3_bind_blob(sqlite3_stmt *, int, const void *, int, void (*)(void *));
API int sqlite3_bind_int64(sqlite3_stmt *, int, int64_t);
API int sqlite3_bind_double(sqlite3_stmt *, int, double);
API int sqlite3_bind_null(sqlite3_stmt *, int);
API int sqlite3_column_count(sqlite3_stmt *);
API const char *sqlite3_column_name(sqlite3_stmt *, int);
API int sqlite3_column_type(sqlite3_stmt *, int);
API int64_t sqlite3_column_int64(sqlite3_stmt *, int);
API double sqlite3_column_double(sqlite3_stmt *, int);
API const void *sqlite3_column_blob(sqlite3_stmt *, int);
API const unsigned char *sqlite3_column_text(sqlite3_stmt *, int);
API int sqlite3_column_bytes(sqlite3_stmt *, int);
API int64_t sqlite3_total_changes64(sqlite3 *);
API int sqlite3_changes(sqlite3 *);
API void sqlite3_set_last_insert_rowid(sqlite3 *, int64_t);
API int64_t sqlite3_last_insert_rowid(sqlite3 *);
API unsigned char *sqlite3_serialize(sqlite3 *, const char *, int64_t *, unsigned);
API int sqlite3_deserialize(sqlite3 *, const char *, unsigned char *, int64_t, int64_t, unsigned);
typedef struct sqlite3_backup sqlite3_backup;
API sqlite3_backup *sqlite3_backup_init(sqlite3 *, const char *, sqlite3 *, const char *);
API int sqlite3_backup_step(sqlite3_backup *, int);
API int sqlite3_backup_finish(sqlite3_backup *);
API int sqlite3_get_autocommit(sqlite3 *);
API int sqlite3_errcode(sqlite3 *);
API int sqlite3_extended_errcode(sqlite3 *);
API int sqlite3_error_offset(sqlite3 *);
API const char *sqlite3_errmsg(sqlite3 *);
API int64_t sqlite3_value_int64(sqlite3_value *);
API void sqlite3_result_int64(sqlite3_context *, int64_t);
API void sqlite3_result_blob(sqlite3_context *, const void *, int, void (*)(void *));
API void sqlite3_result_error_toobig(sqlite3_context *);
API void sqlite3_result_error_nomem(sqlite3_context *);
API void *sqlite3_user_data(sqlite3_context *);

enum { OK = 0, ERROR = 1, NOMEM = 7, TOOBIG = 18, ROW = 100, DONE = 101 };
#define STATIC ((void (*)(void *))0)
#define TRANSIENT ((void (*)(void *))-1)

// The connection whose statement this thread runs. SQLite asks the file system for the time, not the connection, so
// this is how the clock of the right world is found. A source of chance may run a statement of another connection.
static __thread dolab_conn *running;
static sqlite3_vfs vfs;

static int vfs_now64(sqlite3_vfs *v, int64_t *out) {
	(void)v;
	*out = 210866760000000LL + (running ? running->now : 0);
	return OK;
}

static int vfs_now(sqlite3_vfs *v, double *out) {
	int64_t ms;
	vfs_now64(v, &ms);
	*out = (double)ms / 86400000.0;
	return OK;
}

// Local time is UTC in a world, but stays the machine's for other users of SQLite in this process.
static int local_time(const void *t, void *tm) {
	if (running) return gmtime_r((const time_t *)t, (struct tm *)tm) == 0;
	return localtime_r((const time_t *)t, (struct tm *)tm) == 0;
}

// A block of memory counts for as many steps as it has times BYTES bytes, so that large values come to an end before
// memory does. Small blocks are part of the step.
enum { STEPS = 100, BLOCK = 1024, BYTES = 32 };

static sqlite3_mem_methods memory;

static void count_block(int n) {
	if (n >= BLOCK && running && !running->trusted) running->copied += n / BYTES;
}

// How many blocks from now a request of this thread fails, once; 0 is never. Only tests set it.
static __thread int failing;

static int fails(void) { return failing > 0 && --failing == 0; }

int dolab_fail_memory(int n) {
	int before = failing;
	failing = n;
	return before;
}

static void *count_malloc(int n) {
	count_block(n);
	return fails() ? 0 : memory.xMalloc(n);
}

static void *count_realloc(void *p, int n) {
	count_block(n);
	return fails() ? 0 : memory.xRealloc(p, n);
}

// Called each STEPS steps, of a statement that runs within another too. Not zero interrupts the statement.
static int progress(void *p) {
	dolab_conn *c = p;
	if (c->trusted) return 0;
	c->within += STEPS;
	return c->stepsMax > 0 && c->steps + c->within + c->copied > c->stepsMax;
}

// Reports whether a column is read of a table that any statement may read and that no table-valued function hides
// behind: most of what the authorizer is asked. The rest is asked in Go, which is a crossing each: see authorize.go.
static int reads_freely(int action, const char *table, const char *db) {
	return action == 20 /* READ */ && db && !strcmp(db, "main") && table &&
		sqlite3_strnicmp(table, "_cf_", 4) && sqlite3_strnicmp(table, "json", 4);
}

static int authorize(void *p, int action, const char *a, const char *b, const char *db, const char *trigger) {
	dolab_conn *c = p;
	if (c->trusted || reads_freely(action, a, db)) return OK;
	return dolabAuthorize(c->handle, action, (char *)a, (char *)b, (char *)db, (char *)trigger);
}

static void random_int(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n, (void)v;
	sqlite3_result_int64(x, (int64_t)dolabRandom(((dolab_conn *)sqlite3_user_data(x))->handle));
}

static void random_blob(sqlite3_context *x, int nargs, sqlite3_value **v) {
	(void)nargs;
	dolab_conn *c = sqlite3_user_data(x);
	int64_t n = sqlite3_value_int64(v[0]);
	if (n < 1) n = 1;
	if (n > sqlite3_limit(c->db, 0, -1)) {
		sqlite3_result_error_toobig(x);
		return;
	}
	char *p = malloc(n + 8);
	c->copied += n / 8; // Each eight bytes are a call of Go.
	if (!p) {
		sqlite3_result_error_nomem(x);
		return;
	}
	for (int64_t i = 0; i < n; i += 8) {
		uint64_t r = dolabRandom(c->handle);
		memcpy(p + i, &r, 8);
	}
	sqlite3_result_blob(x, p, (int)n, free);
}

// What changes() and total_changes() of a new connection say, which ours is after a crash.
static void total_changes(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n, (void)v;
	dolab_conn *c = sqlite3_user_data(x);
	sqlite3_result_int64(x, sqlite3_total_changes64(c->db) - c->base);
}

static void changes(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n, (void)v;
	dolab_conn *c = sqlite3_user_data(x);
	sqlite3_result_int64(x, sqlite3_total_changes64(c->db) == c->since ? c->kept : sqlite3_changes(c->db));
}

void dolab_one_heap(void) {
#ifdef __GLIBC__
	mallopt(M_ARENA_MAX, 1);
#endif
}

void dolab_release_memory(void) {
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

static void enroll(void) {
	sqlite3_config(9 /* MEMSTATUS */, 0); // Its lock is one for all databases; where SQLite has begun already, no change.
	sqlite3_config(5 /* GETMALLOC */, &memory);
	sqlite3_mem_methods counting = memory;
	counting.xMalloc = count_malloc;
	counting.xRealloc = count_realloc;
	if (memory.xMalloc) sqlite3_config(4 /* MALLOC */, &counting);
	sqlite3_config(7 /* PAGECACHE */, (void *)0, 0, 0); // Pages one by one, not the first 20 at once.
	sqlite3_vfs *base = sqlite3_vfs_find(0);
	vfs = *base;
	vfs.zName = "dolab";
	vfs.xCurrentTime = vfs_now;
	vfs.xCurrentTimeInt64 = vfs_now64;
	sqlite3_vfs_register(&vfs, 0);
	sqlite3_test_control(18 /* LOCALTIME_FAULT */, 2, local_time);
}

// workerd: setupSecurity.
static void limit(sqlite3 *db) {
	static const int limits[][2] = {{0, 2200000}, {1, 100000}, {2, 100}, {3, 100}, {4, 5}, {5, 25000}, {6, 127},
		{7, 0}, {8, 50}, {9, 100}, {10, 10}, {11, 0}};
	for (unsigned i = 0; i < sizeof limits / sizeof *limits; i++) sqlite3_limit(db, limits[i][0], limits[i][1]);
}

// The runtime has no FTS3; go-sqlite3 compiles it in, and its functions would be refused instead of unknown.
static void forget_fts3(sqlite3 *db) {
	static const struct { const char *name; int n; } names[] = {
		{"fts3_tokenizer", 1}, {"fts3_tokenizer", 2}, {"offsets", 1}, {"matchinfo", 1}, {"matchinfo", 2},
		{"optimize", 1}};
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		sqlite3_create_function_v2(db, names[i].name, names[i].n, 1, 0, 0, 0, 0, 0);
	}
}

// iif() of the runtime's SQLite takes three arguments; later ones take two, and more than three. A function that is
// defined and deleted hides the one built in: calls of that many arguments are then refused as of a wrong number.
static void old_iif(sqlite3 *db) {
	for (int n = 2; n <= 12; n++) {
		if (n == 3) continue;
		sqlite3_create_function_v2(db, "iif", n, 1, 0, random_int, 0, 0, 0);
		sqlite3_create_function_v2(db, "iif", n, 1, 0, 0, 0, 0, 0);
	}
}

int dolab_open(dolab_conn *c, const char *path, int system, int flags, uintptr_t handle) {
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, enroll);
	c->handle = handle;
	if (c->recorded) dolab_record_files();
	int rc = sqlite3_open_v2(path, &c->db, flags, c->recorded ? "dolab-record" : "dolab");
	if (rc != OK) return rc;
	// Files are many and mostly idle: a fifth of the usual 48 KB for small blocks serves them as fast.
	if (!(flags & 0x80 /* MEMORY */)) sqlite3_db_config(c->db, 1001 /* LOOKASIDE */, (void *)0, 1200, 20);
	sqlite3_db_config(c->db, 1002 /* ENABLE_FKEY */, 1, (int *)0);
	sqlite3_create_function_v2(c->db, "random", 0, 0x200001, c, random_int, 0, 0, 0);
	sqlite3_create_function_v2(c->db, "randomblob", 1, 0x200001, c, random_blob, 0, 0, 0);
	sqlite3_create_function_v2(c->db, "changes", 0, 0x200001, c, changes, 0, 0, 0);
	sqlite3_create_function_v2(c->db, "total_changes", 0, 0x200001, c, total_changes, 0, 0, 0);
	dolab_math(c->db);
	forget_fts3(c->db);
	old_iif(c->db);
	sqlite3_db_config(c->db, 1023 /* FP_DIGITS */, 15, (int *)0); // As before SQLite 3.52.
	// The runtime's SQLite has not yet the planning of EXISTS as joins, of UNION with LIMIT, and of stars.
	sqlite3_test_control(15 /* OPTIMIZATIONS */, c->db, 0xe0000000);
	if (system) return OK;
	sqlite3_db_config(c->db, 1010 /* DEFENSIVE */, 1, (int *)0);
	limit(c->db);
	sqlite3_progress_handler(c->db, STEPS, progress, c);
	return sqlite3_set_authorizer(c->db, authorize, c);
}

void dolab_close(dolab_conn *c) {
	for (int i = 0; i < DOLAB_STATEMENTS; i++) sqlite3_finalize(c->own[i]);
	sqlite3_close_v2(c->db);
	free(c->row);
	free(c->program);
}

int dolab_run(dolab_conn *c, const char *sql) {
	c->trusted++;
	int rc = sqlite3_exec(c->db, sql, 0, 0, 0);
	c->trusted--;
	return rc;
}

static const char *const own_sql[] = {
	"BEGIN TRANSACTION",
	"COMMIT TRANSACTION",
	"ROLLBACK TRANSACTION",
	"SAVEPOINT _cf_mark",
	"RELEASE _cf_mark",
	"ROLLBACK TO _cf_mark",
	"SAVEPOINT _cf_savepoint",
	"RELEASE _cf_savepoint",
	"ROLLBACK TO _cf_savepoint",
	"SELECT value FROM _cf_KV WHERE key = ?",
	"INSERT INTO _cf_KV VALUES(?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
	"DELETE FROM _cf_KV WHERE key = ?",
	"SELECT value FROM _cf_METADATA WHERE key = ?",
	"INSERT INTO _cf_METADATA VALUES(?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
	"PRAGMA page_count",
	"PRAGMA schema_version",
	"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
};

static int prepare_own(dolab_conn *c, int which) {
	if (c->own[which]) return OK;
	c->trusted++;
	int rc = sqlite3_prepare_v3(c->db, own_sql[which], -1, 1 /* PERSISTENT */, &c->own[which], 0);
	c->trusted--;
	return rc;
}

// Steps a statement of ours; it may be re-prepared meanwhile, which asks the authorizer.
static int step_own(dolab_conn *c, sqlite3_stmt *s) {
	c->trusted++;
	int rc = sqlite3_step(s);
	c->trusted--;
	return rc;
}

int dolab_own(dolab_conn *c, int which) {
	int rc = prepare_own(c, which);
	if (rc != OK) return rc;
	rc = step_own(c, c->own[which]);
	sqlite3_reset(c->own[which]); // It keeps the error. A COMMIT that failed would stay active, and lock tables.
	return rc == DONE ? OK : rc;
}

int dolab_within(dolab_conn *c) { return !sqlite3_get_autocommit(c->db); }

int dolab_unsettled(dolab_conn *c) {
	int now = 0, high = 0;
	sqlite3_db_status(c->db, 10 /* DEFERRED_FKS */, &now, &high, 0);
	return now;
}

int dolab_prepare(dolab_conn *c, const char *sql, int n, int persistent, int trusted) {
	const char *tail = sql;
	c->trusted += trusted;
	dolab_conn *outer = running;
	running = c;
	int rc = sqlite3_prepare_v3(c->db, sql, n, persistent, &c->stmt, &tail);
	running = outer;
	c->trusted -= trusted;
	if (rc != OK) return rc;
	c->tail = (int)(tail - sql);
	if (!c->stmt) return OK;
	c->readonly = sqlite3_stmt_readonly(c->stmt);
	c->params = sqlite3_bind_parameter_count(c->stmt);
	c->columns = sqlite3_column_count(c->stmt);
	return OK;
}

static int program_add(dolab_conn *c, sqlite3_stmt *s) {
	if (c->n == c->programcap) {
		int cap = c->programcap ? 2 * c->programcap : 64;
		dolab_op *grown = realloc(c->program, cap * sizeof *grown);
		if (!grown) return NOMEM;
		c->program = grown;
		c->programcap = cap;
	}
	dolab_op *op = &c->program[c->n];
	const char *name = (const char *)sqlite3_column_text(s, 1);
	if (!name) return NOMEM;
	strncpy(op->name, name, sizeof op->name - 1);
	op->length = (int)strnlen(name, sizeof op->name - 1);
	op->p1 = sqlite3_column_int64(s, 2);
	op->p2 = sqlite3_column_int64(s, 3);
	op->p3 = sqlite3_column_int64(s, 4);
	op->p5 = sqlite3_column_int64(s, 6);
	c->n++;
	return OK;
}

// Lists the instructions of s, by compiling it again; programs of triggers follow, each begun by an Init. Leaves none
// for a statement that only explains.
int dolab_program(dolab_conn *c, sqlite3_stmt *s) {
	c->n = 0;
	if (sqlite3_stmt_isexplain(s)) return OK;
	char *sql = sqlite3_mprintf("EXPLAIN %s", sqlite3_sql(s));
	if (!sql) return NOMEM;
	int64_t total = sqlite3_total_changes64(c->db);
	if (total != c->since) c->kept = sqlite3_changes(c->db); // EXPLAIN of what writes sets it to 0.
	c->since = total;
	dolab_conn *outer = running;
	running = c;
	c->trusted++;
	sqlite3_stmt *lines = 0;
	int rc = sqlite3_prepare_v3(c->db, sql, -1, 0, &lines, 0);
	while (rc == OK && (rc = sqlite3_step(lines)) == ROW) rc = program_add(c, lines);
	sqlite3_finalize(lines);
	c->trusted--;
	running = outer;
	sqlite3_free(sql);
	return rc == DONE ? OK : rc;
}

static int load(dolab_conn *c, sqlite3_stmt *s) {
	c->columns = sqlite3_column_count(s);
	if (c->columns > c->rowcap) {
		dolab_value *row = realloc(c->row, c->columns * sizeof *row);
		if (!row) return NOMEM;
		c->row = row;
		c->rowcap = c->columns;
	}
	for (int i = 0; i < c->columns; i++) {
		dolab_value *v = &c->row[i];
		v->type = sqlite3_column_type(s, i);
		v->p = 0;
		v->n = 0;
		switch (v->type) {
		case 1: v->i = sqlite3_column_int64(s, i); break;
		case 2: v->f = sqlite3_column_double(s, i); break;
		case 3: v->p = sqlite3_column_text(s, i); v->n = sqlite3_column_bytes(s, i); break;
		case 4: v->p = sqlite3_column_blob(s, i); v->n = sqlite3_column_bytes(s, i); break;
		}
	}
	return ROW;
}

void dolab_count(dolab_conn *c, sqlite3_stmt *s) {
	for (int i = 0; i < DOLAB_COUNTERS; i++) c->counted[i] = sqlite3_stmt_status(s, i, 0);
}

int dolab_step(dolab_conn *c, sqlite3_stmt *s, int64_t now) {
	c->now = now;
	dolab_conn *outer = running;
	running = c;
	c->within = c->copied = 0;
	uint32_t before = sqlite3_stmt_status(s, DOLAB_VM_STEP, 0);
	int64_t changed = sqlite3_total_changes64(c->db);
	int rc = sqlite3_step(s);
	if (!c->trusted) {
		uint32_t after = sqlite3_stmt_status(s, DOLAB_VM_STEP, 0);
		int64_t nested = c->within - (int64_t)(after / STEPS - before / STEPS) * STEPS; // By statements within this one.
		c->steps += (uint32_t)(after - before) + (nested > 0 ? nested : 0) + c->copied;
	}
	running = outer;
	if (rc != ROW && c->counts) c->kept = 0;
	c->columns = 0;
	dolab_count(c, s);
	c->changes = sqlite3_total_changes64(c->db) - changed;
	return rc == ROW ? load(c, s) : rc;
}

static int bind(sqlite3_stmt *s, int i, dolab_value *v, void (*own)(void *)) {
	switch (v->type) {
	case 1: return sqlite3_bind_int64(s, i, v->i);
	case 2: return sqlite3_bind_double(s, i, v->f);
	case 3: return sqlite3_bind_text(s, i, v->n ? v->p : "", v->n, own);
	case 4: return sqlite3_bind_blob(s, i, v->n ? v->p : "", v->n, own);
	}
	return sqlite3_bind_null(s, i);
}

int dolab_bind_step(dolab_conn *c, sqlite3_stmt *s, dolab_value *args, int n, int64_t now) {
	for (int i = 0; i < n; i++) {
		int rc = bind(s, i + 1, &args[i], TRANSIENT);
		if (rc != OK) return rc;
	}
	return dolab_step(c, s, now);
}

void dolab_reset(sqlite3_stmt *s) {
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

void dolab_finalize(sqlite3_stmt *s) { sqlite3_finalize(s); }

int dolab_step_own(dolab_conn *c, sqlite3_stmt *s, dolab_value *args, int n) {
	c->trusted++;
	int rc = dolab_bind_step(c, s, args, n, 0);
	c->trusted--;
	return rc;
}

void dolab_foreign_keys(dolab_conn *c, int on) { sqlite3_db_config(c->db, 1002 /* ENABLE_FKEY */, on, (int *)0); }

int dolab_defensive(dolab_conn *c, int on) {
	return sqlite3_db_config(c->db, 1010 /* DEFENSIVE */, on, (int *)0);
}

int dolab_columns(sqlite3_stmt *s) { return sqlite3_column_count(s); }

void dolab_fresh(dolab_conn *c) {
	sqlite3_set_last_insert_rowid(c->db, 0);
	c->base = c->since = sqlite3_total_changes64(c->db);
	c->kept = 0;
}

// Leaves what the connection remembers besides its database: in i last_insert_rowid(), in base total_changes(), in n
// changes(). The connection is closed next.
void dolab_remembered(dolab_conn *c) {
	int64_t total = sqlite3_total_changes64(c->db);
	c->i = sqlite3_last_insert_rowid(c->db);
	c->n = total == c->since ? c->kept : sqlite3_changes(c->db);
	c->base = total - c->base;
}

// Lets a new connection remember that.
void dolab_remind(dolab_conn *c, int64_t rowid, int64_t total, int changes) {
	sqlite3_set_last_insert_rowid(c->db, rowid);
	c->since = sqlite3_total_changes64(c->db);
	c->base = c->since - total;
	c->kept = changes;
}

// Leaves in p and n the bytes of the database, until dolab_free.
int dolab_bytes(dolab_conn *c) {
	int64_t n = 0;
	c->trusted++; // It asks for the number of pages by a statement.
	c->p = sqlite3_serialize(c->db, "main", &n, 0);
	c->trusted--;
	if (!c->p && n > 0) return NOMEM;
	if (n > 0x7fffffff) {
		sqlite3_free((void *)c->p);
		return TOOBIG;
	}
	c->n = c->p ? (int)n : 0;
	return OK;
}

void dolab_free(dolab_conn *c) {
	sqlite3_free((void *)c->p);
	c->p = 0;
}

// Makes the empty database one of those bytes.
int dolab_load(dolab_conn *c, const void *bytes, int64_t n) {
	sqlite3 *from = 0;
	int rc = sqlite3_open_v2(":memory:", &from, 0x8086 /* NOMUTEX, MEMORY, CREATE, READWRITE */, "dolab");
	if (rc == OK) rc = sqlite3_deserialize(from, "main", (unsigned char *)bytes, n, n, 4 /* READONLY */);
	if (rc == OK) {
		sqlite3_backup *b = sqlite3_backup_init(c->db, "main", from, "main");
		if (!b) {
			rc = NOMEM;
		} else {
			rc = sqlite3_backup_step(b, -1);
			int end = sqlite3_backup_finish(b);
			if (rc == DONE) rc = end;
		}
	}
	sqlite3_close_v2(from);
	return rc;
}

const char *dolab_column_name(sqlite3_stmt *s, int i) { return sqlite3_column_name(s, i); }

void dolab_error(dolab_conn *c) {
	c->n = sqlite3_extended_errcode(c->db);
	c->tail = sqlite3_error_offset(c->db);
	c->p = sqlite3_errmsg(c->db);
	c->readonly = sqlite3_get_autocommit(c->db);
}

static int bind_key(sqlite3_stmt *s, const char *key, int n) {
	return sqlite3_bind_text(s, 1, n ? key : "", n, STATIC);
}

// Ends a use of a statement of ours and keeps no pointer into Go's memory.
static int finish(sqlite3_stmt *s, int rc) {
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return rc;
}

// Copies the value into buf if it fits and is done with it; otherwise leaves the row to dolab_kv_rest. Returns ROW, or
// DONE if there is no such key.
int dolab_kv_get(dolab_conn *c, const char *key, int nkey, void *buf, int cap) {
	int rc = prepare_own(c, DOLAB_KV_GET);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[DOLAB_KV_GET];
	rc = bind_key(s, key, nkey);
	if (rc == OK) rc = step_own(c, s);
	if (rc != ROW) return finish(s, rc);
	const void *p = sqlite3_column_blob(s, 0);
	c->n = sqlite3_column_bytes(s, 0);
	if (c->n > cap) {
		c->p = p;
		return ROW;
	}
	if (c->n > 0) memcpy(buf, p, c->n);
	return finish(s, ROW);
}

int dolab_kv_rest(dolab_conn *c, void *buf) {
	memcpy(buf, c->p, c->n);
	return finish(c->own[DOLAB_KV_GET], ROW);
}

int dolab_kv_put(dolab_conn *c, const char *key, int nkey, const void *value, int nvalue) {
	int rc = prepare_own(c, DOLAB_KV_PUT);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[DOLAB_KV_PUT];
	rc = bind_key(s, key, nkey);
	if (rc == OK) rc = sqlite3_bind_blob(s, 2, nvalue ? value : "", nvalue, STATIC);
	if (rc == OK) rc = step_own(c, s);
	return finish(s, rc);
}

int dolab_kv_delete(dolab_conn *c, const char *key, int nkey) {
	c->n = 0;
	int rc = prepare_own(c, DOLAB_KV_DELETE);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[DOLAB_KV_DELETE];
	rc = bind_key(s, key, nkey);
	if (rc == OK) rc = step_own(c, s);
	c->n = rc == DONE ? sqlite3_changes(c->db) : 0;
	c->kept = 0;
	return finish(s, rc);
}

static int number(dolab_conn *c, int which) {
	int rc = prepare_own(c, which);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[which];
	rc = step_own(c, s);
	if (rc == ROW) c->i = sqlite3_column_int64(s, 0);
	return finish(s, rc);
}

// Leaves in i how many pages the database has, those of the open transaction included.
int dolab_pages(dolab_conn *c) { return number(c, DOLAB_PAGES); }

// Leaves in i the number that SQLite counts up at each change of the schema, those of the open transaction included.
int dolab_schema_version(dolab_conn *c) { return number(c, DOLAB_VERSION); }

// Returns ROW if there is such a table, DONE if not.
int dolab_table_found(dolab_conn *c, const char *name, int n) {
	int rc = prepare_own(c, DOLAB_TABLE);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[DOLAB_TABLE];
	rc = bind_key(s, name, n);
	if (rc == OK) rc = step_own(c, s);
	return finish(s, rc);
}

// Returns ROW with the number in i, or DONE if there is none.
int dolab_meta_get(dolab_conn *c, int64_t key) {
	int rc = prepare_own(c, DOLAB_META_GET);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[DOLAB_META_GET];
	sqlite3_bind_int64(s, 1, key);
	rc = step_own(c, s);
	if (rc == ROW && sqlite3_column_type(s, 0) == 5 /* NULL */) rc = DONE;
	if (rc == ROW) c->i = sqlite3_column_int64(s, 0);
	return finish(s, rc);
}

int dolab_meta_put(dolab_conn *c, int64_t key, int null, int64_t value) {
	int rc = prepare_own(c, DOLAB_META_PUT);
	if (rc != OK) return rc;
	sqlite3_stmt *s = c->own[DOLAB_META_PUT];
	sqlite3_bind_int64(s, 1, key);
	if (null) sqlite3_bind_null(s, 2);
	else sqlite3_bind_int64(s, 2, value);
	return finish(s, step_own(c, s));
}
