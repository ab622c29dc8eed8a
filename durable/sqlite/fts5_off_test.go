//go:build !(sqlite_fts5 || fts5)

package sqlite

// hasFTS5 says whether this build has full text search.
const hasFTS5 = false
