// Package commitlog makes the commits of many databases durable with one sync.
//
// A database in a file has a log of its own (SQLite's WAL). A commit is durable when that log is synced. When thousands
// of objects commit at once, the disk takes their syncs one after the other, and each sync wakes threads. The commit log
// is a second log, which all databases of a folder share. Commits that come while a database is being synced are also
// written into it, and one sync serves all of them:
//
//	object 1 ─► 1.sqlite-wal ─► sync                      alone: no second copy
//	object 2 ─► 2.sqlite-wal ─┐
//	object 3 ─► 3.sqlite-wal ─┼► .commits-a ─► one sync    while another is synced
//	object 4 ─► 4.sqlite-wal ─┘
//
// The operating system writes the own logs to the disk later. After a loss of power Open copies the bytes of the shared
// log into the own logs, before any database is opened. SQLite's checksums tell where each own log ends.
//
// # Recovery
//
// A record holds a name, an offset and the bytes of that database's own log. Recovery applies records in their order, and
// may apply them twice: while an own log only grows, a record gives it the bytes that it has or has lost.
//
// A database settles before its own log is written back, cut or deleted. Settle syncs the own log and appends a record
// that takes back all earlier records of the name. A database that is synced by itself appends no record: its bytes are
// on the disk, behind those of its records.
//
// # Two files
//
// Two files take turns. When one is full, commits go into the other, while the log syncs the own logs of all databases in
// the first. Then the log writes a header that invalidates the first. Header and records carry an epoch: recovery skips
// records of an earlier turn, and reads the file with the lower epoch first.
//
// # Failed syncs
//
// A sync of the log that fails fails every commit in it, and the log is not used again. The log then syncs the own logs of
// all its databases and deletes its files. If that fails too, the files stay for the next Open.
//
// # Other programs
//
// Writes survive the end of the process, so another program finds every commit in the own logs. After a loss of power it
// does so only if Open ran first. The header names the boot of the machine: within one boot Open does not write into own
// logs, because another program may have changed them.
//
// Only Linux names its boots here. Elsewhere Open returns nil, and each database is synced by itself.
package commitlog
