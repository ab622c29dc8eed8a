package sqlite

// This file is the only one that speaks to C. SQLite itself comes with go-sqlite3, which compiles and links it; its Go
// types are passed by, because they cannot tell where in the text an error is, where a statement ends, whether deferred
// constraints are open, what a value is before its column's declared type turned it into something else, nor what time
// it is in another world; and because a storage operation should cost one crossing into C, not four.

/*
#cgo noescape dolab_kv_get
#cgo nocallback dolab_kv_get
#cgo noescape dolab_kv_rest
#cgo nocallback dolab_kv_rest
#cgo noescape dolab_kv_put
#cgo nocallback dolab_kv_put
#cgo noescape dolab_kv_delete
#cgo nocallback dolab_kv_delete
#cgo nocallback dolab_meta_get
#cgo nocallback dolab_meta_put
#cgo nocallback dolab_own
#cgo nocallback dolab_pages
#cgo nocallback dolab_schema_version
#cgo nocallback dolab_unsettled
#cgo nocallback dolab_within
#cgo nocallback dolab_sync
#cgo nocallback dolab_files
#cgo nocallback dolab_fail_memory
#cgo nocallback dolab_count
#cgo nocallback dolab_reset
#cgo nocallback dolab_error
#cgo noescape dolab_prepare
#cgo linux LDFLAGS: -lm
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"runtime/cgo"
	"strings"
	"unsafe"

	_ "github.com/mattn/go-sqlite3" // Compiles and links SQLite.
)

// Result codes of SQLite that are more than names to us.
const (
	codeOK           = 0
	codeError        = 1
	codeAbort        = 4
	codeBusy         = 5
	codeNoMemory     = 7
	codeInterrupt    = 9
	codeFull         = 13
	codeTooBig       = 18
	codeConstraint   = 19
	codeAuth         = 23
	codeRow          = 100
	codeDone         = 101
	extAbortRollback = 516
	extForeignKey    = 787
)

// Our own statements, prepared once a connection.
const (
	sqlBegin        = C.DOLAB_BEGIN
	sqlCommit       = C.DOLAB_COMMIT
	sqlRollback     = C.DOLAB_ROLLBACK
	sqlMark         = C.DOLAB_MARK
	sqlMarkRelease  = C.DOLAB_MARK_RELEASE
	sqlMarkRollback = C.DOLAB_MARK_ROLLBACK
	sqlSave         = C.DOLAB_SAVE
	sqlSaveRelease  = C.DOLAB_SAVE_RELEASE
	sqlSaveRollback = C.DOLAB_SAVE_ROLLBACK
)

// conn is one SQLite connection.
type conn struct {
	c      *C.dolab_conn
	handle cgo.Handle
	buf    []byte
}

// stmt is a prepared statement.
type stmt struct {
	s        *C.sqlite3_stmt
	readonly bool
	params   int
}

// OneHeap lets all databases of the process share one heap of C, where the C library would give each thread its own: the
// connections that a goroutine opens on one thread and closes on another leave holes in each of those heaps. It is for
// a program that serves many objects in files, and comes before the first database is opened.
func OneHeap() { C.dolab_one_heap() }

// ReleaseMemory gives memory that closed databases have left back to the machine. It takes milliseconds for each 100
// MB, for which databases wait that need memory. OneHeap and ReleaseMemory know the C library of GNU, and do nothing
// elsewhere.
func ReleaseMemory() { C.dolab_release_memory() }

func openConn(path string, flags int, system bool, db *DB) (*conn, error) {
	k := &conn{c: (*C.dolab_conn)(C.calloc(1, C.sizeof_dolab_conn)), handle: cgo.NewHandle(db), buf: make([]byte, 512)}
	if db.options.Record {
		k.c.recorded = 1
	}
	p := C.CString(path)
	defer C.free(unsafe.Pointer(p))
	var sys C.int
	if system {
		sys = 1
	}
	if rc := C.dolab_open(k.c, p, sys, C.int(flags), C.uintptr_t(k.handle)); rc != codeOK {
		err := k.fail(rc)
		k.close()
		return nil, err
	}
	return k, nil
}

func (k *conn) close() {
	C.dolab_close(k.c)
	C.free(unsafe.Pointer(k.c))
	k.c = nil
	k.handle.Delete()
}

// run executes a text of ours that has no results.
func (k *conn) run(sql string) error {
	p := C.CString(sql)
	defer C.free(unsafe.Pointer(p))
	return k.check(C.dolab_run(k.c, p))
}

// own executes one of the statements above.
func (k *conn) own(which int) error {
	if rc := C.dolab_own(k.c, C.int(which)); rc != codeOK {
		return k.fail(rc)
	}
	return nil
}

// within reports whether a transaction is open: any failure can have ended it.
func (k *conn) within() bool { return C.dolab_within(k.c) != 0 }

// unsettled reports whether a deferred foreign key is violated just now.
func (k *conn) unsettled() bool { return C.dolab_unsettled(k.c) != 0 }

// prepare compiles the first statement of sql; tail is where the next one begins. The statement is the zero stmt if
// there is none before tail.
func (k *conn) prepare(sql string, trusted bool) (s stmt, tail int, err error) {
	var t C.int
	if trusted {
		t = 1
	}
	if rc := C.dolab_prepare(k.c, text(sql), C.int(len(sql)), 1, t); rc != codeOK {
		return stmt{}, 0, k.fail(rc)
	}
	if k.c.stmt == nil {
		return stmt{}, int(k.c.tail), nil
	}
	return stmt{k.c.stmt, k.c.readonly != 0, int(k.c.params)}, int(k.c.tail), nil
}

// step runs s to its next row or end; args are bound if it is the first step.
func (k *conn) step(s stmt, args []any, now int64) (row bool, err error) {
	var rc C.int
	if len(args) == 0 {
		rc = C.dolab_step(k.c, s.s, C.int64_t(now))
	} else {
		values, free := k.values(args)
		rc = C.dolab_bind_step(k.c, s.s, values, C.int(len(args)), C.int64_t(now))
		free()
	}
	if rc != codeRow && rc != codeDone {
		return false, k.fail(rc)
	}
	return rc == codeRow, nil
}

// values copies args, which only value.go's bindable types occur in, into C memory.
func (k *conn) values(args []any) (p *C.dolab_value, free func()) {
	size := C.size_t(len(args)) * C.sizeof_dolab_value
	total := size
	for _, a := range args {
		switch a := a.(type) {
		case string:
			total += C.size_t(len(a))
		case []byte:
			total += C.size_t(len(a))
		}
	}
	mem := C.malloc(total)
	values := unsafe.Slice((*C.dolab_value)(mem), len(args))
	rest := unsafe.Slice((*byte)(unsafe.Add(mem, size)), int(total-size))
	for i, a := range args {
		v := &values[i]
		*v = C.dolab_value{_type: valueNull}
		switch a := a.(type) {
		case int64:
			v._type, v.i = valueInteger, C.int64_t(a)
		case float64:
			v._type, v.f = valueReal, C.double(a)
		case string:
			v._type, v.n, v.p = valueText, C.int(len(a)), unsafe.Pointer(unsafe.SliceData(rest))
			rest = rest[copy(rest, a):]
		case []byte:
			v._type, v.n, v.p = valueBlob, C.int(len(a)), unsafe.Pointer(unsafe.SliceData(rest))
			rest = rest[copy(rest, a):]
		}
	}
	return &values[0], func() { C.free(mem) }
}

const (
	valueInteger = 1
	valueReal    = 2
	valueText    = 3
	valueBlob    = 4
	valueNull    = 5
)

// row copies the row of the last step into Go values.
func (k *conn) row() []any {
	n := int(k.c.columns)
	out := make([]any, n)
	for i, v := range unsafe.Slice(k.c.row, n) {
		switch v._type {
		case valueInteger:
			out[i] = int64(v.i)
		case valueReal:
			out[i] = float64(v.f)
		case valueText:
			out[i] = string(unsafe.Slice((*byte)(v.p), int(v.n)))
		case valueBlob:
			out[i] = append([]byte{}, unsafe.Slice((*byte)(v.p), int(v.n))...)
		}
	}
	return out
}

func (k *conn) columns(s stmt) []string {
	names := make([]string, int(C.dolab_columns(s.s)))
	for i := range names {
		names[i] = C.GoString(C.dolab_column_name(s.s, C.int(i)))
	}
	return names
}

func (s stmt) reset()    { C.dolab_reset(s.s) }
func (s stmt) finalize() { C.dolab_finalize(s.s) }

// metered is what SQLite counted when it last stepped a statement.
type metered struct {
	counts            // Since the statement was prepared.
	changes    int64  // Rows that the last step of any statement changed.
	reprepared uint32 // Times the statement was compiled anew because the schema had changed.
}

func (k *conn) metered() metered {
	n := &k.c.counted
	return metered{counts{
		steps: uint32(n[C.DOLAB_VM_STEP]), next: uint32(n[C.DOLAB_NEXT]), scanned: uint32(n[C.DOLAB_FULLSCAN]),
		sorts: uint32(n[C.DOLAB_SORT]), automatic: uint32(n[C.DOLAB_AUTOINDEX]),
		missed: uint32(n[C.DOLAB_FILTER_MISS]), filtered: uint32(n[C.DOLAB_FILTER_HIT]),
	}, int64(k.c.changes), uint32(n[C.DOLAB_REPREPARE])}
}

// count is metered of a statement that may not have been the last stepped.
func (k *conn) count(s stmt) metered {
	C.dolab_count(k.c, s.s)
	return k.metered()
}

// program lists the instructions of a statement; an error says that SQLite cannot compile it again just now.
func (k *conn) program(s stmt) ([]line, error) {
	if rc := C.dolab_program(k.c, s.s); rc != codeOK {
		return nil, k.fail(rc)
	}
	lines := make([]line, int(k.c.n))
	for i := range lines {
		op := (*C.dolab_op)(unsafe.Add(unsafe.Pointer(k.c.program), i*C.sizeof_dolab_op))
		name := unsafe.Slice((*byte)(unsafe.Pointer(&op.name)), int(op.length))
		result, found := results[string(name)]
		if !found {
			result = anyResult
		}
		lines[i] = line{
			result: result, sorter: strings.HasPrefix(string(name), "Sorter"), variable: string(name) == "Variable",
			kind: kinds[string(name)], first: string(name) == "Init",
			p1: int32(op.p1), p2: int32(op.p2), p3: int32(op.p3), p5: uint16(op.p5),
		}
	}
	return lines, nil
}

// stepOwn is step for a statement of ours: the authorizer is not asked.
func (k *conn) stepOwn(s stmt, args []any) (row bool, err error) {
	var rc C.int
	if len(args) == 0 {
		rc = C.dolab_step_own(k.c, s.s, nil, 0)
	} else {
		values, free := k.values(args)
		rc = C.dolab_step_own(k.c, s.s, values, C.int(len(args)))
		free()
	}
	if rc != codeRow && rc != codeDone {
		return false, k.fail(rc)
	}
	return rc == codeRow, nil
}

// pair is the first two columns of the row of the last step.
func (k *conn) pair() (key string, value []byte) {
	v := unsafe.Slice(k.c.row, 2)
	key = string(unsafe.Slice((*byte)(v[0].p), int(v[0].n)))
	return key, append([]byte{}, unsafe.Slice((*byte)(v[1].p), int(v[1].n))...)
}

// foreignKeys switches enforcement, also where PRAGMA foreign_keys would do nothing: within a transaction.
func (k *conn) foreignKeys(on bool) {
	n := C.int(0)
	if on {
		n = 1
	}
	C.dolab_foreign_keys(k.c, n)
}

// renameSequence gives the table behind AUTOINCREMENT a name under which it can be dropped.
func (k *conn) renameSequence() error {
	C.dolab_defensive(k.c, 0)
	defer C.dolab_defensive(k.c, 1)
	return k.run("PRAGMA writable_schema=ON;" +
		"UPDATE sqlite_master SET name = '_cf_sequence', tbl_name = '_cf_sequence'," +
		" sql = 'CREATE TABLE _cf_sequence(name,seq)' WHERE name = 'sqlite_sequence';" +
		"PRAGMA writable_schema=RESET")
}

// text points at s for the duration of a call.
func text(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) }

func blob(b []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(b)) }

func (k *conn) kvGet(key string) ([]byte, bool, error) {
	rc := C.dolab_kv_get(k.c, text(key), C.int(len(key)), blob(k.buf), C.int(len(k.buf)))
	if rc == codeDone {
		return nil, false, nil
	}
	if rc != codeRow {
		return nil, false, k.fail(rc)
	}
	value := make([]byte, int(k.c.n))
	if len(value) > len(k.buf) {
		C.dolab_kv_rest(k.c, blob(value))
	} else {
		copy(value, k.buf)
	}
	return value, true, nil
}

func (k *conn) kvPut(key string, value []byte) error {
	rc := C.dolab_kv_put(k.c, text(key), C.int(len(key)), blob(value), C.int(len(value)))
	return k.check(rc)
}

func (k *conn) kvDelete(key string) (bool, error) {
	rc := C.dolab_kv_delete(k.c, text(key), C.int(len(key)))
	found := k.c.n > 0
	return found, k.check(rc)
}

func (k *conn) metaGet(key int64) (value int64, found bool, err error) {
	rc := C.dolab_meta_get(k.c, C.int64_t(key))
	return int64(k.c.i), rc == codeRow, k.check(rc)
}

func (k *conn) metaPut(key int64, null bool, value int64) error {
	var isNull C.int
	if null {
		isNull = 1
	}
	return k.check(C.dolab_meta_put(k.c, C.int64_t(key), isNull, C.int64_t(value)))
}

// pages returns how many pages the database has, those of the open transaction included.
func (k *conn) pages() (int64, error) {
	rc := C.dolab_pages(k.c)
	return int64(k.c.i), k.check(rc)
}

// schemaVersion returns a number that SQLite counts up at each change of the schema, and that a rollback takes back.
func (k *conn) schemaVersion() (int64, error) {
	rc := C.dolab_schema_version(k.c)
	return int64(k.c.i), k.check(rc)
}

// tableFound reports whether there is a table of that name.
func (k *conn) tableFound(name string) (bool, error) {
	rc := C.dolab_table_found(k.c, text(name), C.int(len(name)))
	return rc == codeRow, k.check(rc)
}

func (k *conn) steps() int64      { return int64(k.c.steps) }
func (k *conn) stepsMax() int64   { return int64(k.c.stepsMax) }
func (k *conn) allow(steps int64) { k.c.stepsMax = C.int64_t(steps) }

// fresh makes what the connection remembers about writes that of a new one.
func (k *conn) fresh() { C.dolab_fresh(k.c) }

// failMemory makes the n-th block that SQLite asks for on this thread from now on the only one refused; 0 is none. It
// returns what was left of the number before. For tests: no other way leads to most of SQLite's errors.
func failMemory(n int) (before int) { return int(C.dolab_fail_memory(C.int(n))) }

func (k *conn) check(rc C.int) error {
	if rc == codeOK || rc == codeRow || rc == codeDone {
		return nil
	}
	return k.fail(rc)
}

// fail builds the error of the call that just returned rc.
func (k *conn) fail(rc C.int) *Error {
	C.dolab_error(k.c)
	message := C.GoString((*C.char)(k.c.p))
	if m, found := recorded[message]; found {
		message = m
	}
	return &Error{
		Message:  withoutFTS5(unknownFunction(message)),
		Code:     int(rc) & 0xff,
		Extended: int(k.c.n),
		Offset:   int(k.c.tail),
		lost:     k.c.readonly != 0,
	}
}

// file is one of SQLite's open files.
type file unsafe.Pointer

// syncFile makes what was written to a file durable. It may run on any goroutine.
func syncFile(f file) error { return fileError("sync", C.dolab_sync(unsafe.Pointer(f))) }

// fileError is the error of an operation on a file.
func fileError(what string, rc C.int) error {
	if rc == codeOK {
		return nil
	}
	return &Error{Message: what, Code: int(rc) & 0xff, Extended: int(rc), Offset: -1}
}

// ownLog leaves it to us when the log is written back, leaveLog to the close of the connection.
func (k *conn) ownLog()   { C.dolab_own_log(k.c) }
func (k *conn) leaveLog() { C.dolab_leave_log(k.c) }

// frames is how many frames the log has, as of the last commit.
func (k *conn) frames() int64 { return int64(k.c.frames) }

// files returns the database's file and its log's.
func (k *conn) files() (base, log file) {
	C.dolab_files(k.c)
	return file(k.c.base_file), file(k.c.log_file)
}

// Sizes in a log.
const (
	logHeader   = 32
	frameHeader = 24
)

// logEnd is the offset at which a log of so many frames ends, with pages of so many bytes.
func logEnd(frames, page int64) int64 {
	if frames == 0 {
		return 0
	}
	return logHeader + frames*(frameHeader+page)
}

// reserve makes a log n bytes longer that has no more than least, and returns how long it is.
func (k *conn) reserve(log file, least, n int64) int64 {
	return int64(C.dolab_reserve(unsafe.Pointer(log), C.int64_t(least), C.int64_t(n)))
}

// readLog reads a part of the log.
func (k *conn) readLog(log file, to []byte, at int64) error {
	buffer := unsafe.Pointer(unsafe.SliceData(to))
	return fileError("read", C.dolab_read(unsafe.Pointer(log), buffer, C.int(len(to)), C.int64_t(at)))
}

// cut makes a log end behind so many frames.
func (k *conn) cut(log file, frames int64) error {
	size := int64(0)
	if frames > 0 {
		page, err := k.integer("PRAGMA page_size")
		if err != nil {
			return err
		}
		size = logEnd(frames, page)
	}
	return fileError("truncate", C.dolab_truncate(unsafe.Pointer(log), C.int64_t(size)))
}

// header overwrites the header of the log, or writes back what it was. The files must have been found before.
func (k *conn) header(back bool) error {
	n := C.int(0)
	if back {
		n = 1
	}
	return fileError("header", C.dolab_header(k.c, n))
}

// checkpoint writes the log back into the database as far as possible, or only looks. It returns how many frames the
// log has and how many of them the database has.
func (k *conn) checkpoint(look bool) (frames, done int64, err error) {
	n := C.int(0)
	if look {
		n = 1
	}
	err = k.check(C.dolab_checkpoint(k.c, n))
	return int64(k.c.n), int64(k.c.tail), err
}

// integer runs a query of ours that gives one integer.
func (k *conn) integer(sql string) (int64, error) {
	s, _, err := k.prepare(sql, true)
	if err != nil {
		return 0, err
	}
	defer s.finalize()
	row, err := k.stepOwn(s, nil)
	if err != nil || !row {
		return 0, err
	}
	n, _ := k.row()[0].(int64)
	return n, nil
}

// memory is what a connection remembers besides its database.
type memory struct {
	rowid, total, changes int64
	steps                 int64
}

// remembered returns what the connection remembers, remind lets it remember that.
func (k *conn) remembered() memory {
	C.dolab_remembered(k.c)
	return memory{int64(k.c.i), int64(k.c.base), int64(k.c.n), k.steps()}
}

func (k *conn) remind(m memory) {
	C.dolab_remind(k.c, C.int64_t(m.rowid), C.int64_t(m.total), C.int(m.changes))
	k.c.steps = C.int64_t(m.steps)
}

// counts says whether the statement that is stepped next sets what changes() says.
func (k *conn) countsChanges(is bool) {
	k.c.counts = 0
	if is {
		k.c.counts = 1
	}
}

// bytes returns the database in memory as the bytes of a file, load makes it one of those bytes.
func (k *conn) bytes() ([]byte, error) {
	if rc := C.dolab_bytes(k.c); rc != codeOK {
		return nil, fileError("serialize", rc)
	}
	defer C.dolab_free(k.c)
	return C.GoBytes(k.c.p, k.c.n), nil
}

func (k *conn) load(b []byte) error {
	return fileError("deserialize", C.dolab_load(k.c, blob(b), C.int64_t(len(b))))
}

// putRecord adds a record, as the last.
func putRecord(r Record) {
	path := C.CString(r.Path)
	defer C.free(unsafe.Pointer(path))
	data := unsafe.Pointer(unsafe.SliceData(r.Data))
	C.dolab_record_effect(C.int(r.Kind), path, C.int64_t(r.At), data, C.int(len(r.Data)))
}

// takeRecord removes and returns the first record.
func takeRecord() (r Record, more bool) {
	c := C.dolab_recorded()
	if c == nil {
		return r, false
	}
	defer C.dolab_free_record(c)
	r = Record{Kind: RecordKind(c.kind), Path: C.GoString(c.path), At: int64(c.at)}
	if c.n > 0 {
		r.Data = C.GoBytes(c.data, c.n)
	}
	return r, true
}

//export dolabAuthorize
func dolabAuthorize(handle C.uintptr_t, action C.int, a, b, db, trigger *C.char) C.int {
	d := cgo.Handle(handle).Value().(*DB)
	if d.authorize(int(action), goName(a), goName(b), goName(db), goName(trigger)) {
		return 0
	}
	return 1
}

//export dolabRandom
func dolabRandom(handle C.uintptr_t) C.uint64_t {
	return C.uint64_t(cgo.Handle(handle).Value().(*DB).options.Random())
}

// goName is the name at p; a nil pointer, which SQLite uses for "none", is told from the empty name.
func goName(p *C.char) name {
	if p == nil {
		return name{}
	}
	return name{C.GoString(p), true}
}
