package sqlite

import "dolab/durable/sqlite/commitlog"

// Record lets tests see what is done to the files of databases whose Options.Record is set, in the order in which it is
// done: from it a test makes the files that a loss of power would leave.
type Record struct {
	Kind RecordKind
	Path string
	At   int64  // the offset of a write, the size after a truncation
	Data []byte // of a write
}

// RecordKind says what was done.
type RecordKind int

// The kinds of a Record.
const (
	FileCreated RecordKind = iota + 1 // or opened, where it was there
	FileWritten
	FileTruncated
	FileSynced
	FileDeleted
	DirectorySynced // the one that Path is in
)

// TakeRecords returns and forgets what has been done to recorded files of the process.
func TakeRecords() (list []Record) {
	for {
		r, more := takeRecord()
		if !more {
			return list
		}
		list = append(list, r)
	}
}

// RecordEffect records what a commit log does to files: its Options.OnEffect.
func RecordEffect(e commitlog.Effect, path string, at int64, data []byte) {
	kind := map[commitlog.Effect]RecordKind{
		commitlog.Created: FileCreated, commitlog.Written: FileWritten, commitlog.Synced: FileSynced,
		commitlog.Removed: FileDeleted, commitlog.FolderSynced: DirectorySynced,
	}[e]
	putRecord(Record{Kind: kind, Path: path, At: at, Data: data})
}
