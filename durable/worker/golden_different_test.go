package worker_test

// different are the recorded scenarios whose transcripts differ here, each with its reason.
var different = map[string]string{
	"ws-api": "a client whose other end is never accepted is told so at once; the runtime leaves it hanging until the " +
		"end is collected",
	"facets-basic":     "ctx.facets is empty: an object has no objects within it",
	"inmemory-storage": "the in-memory back end is the legacy key-value cache, which has no SQL and limits of its own",
}
