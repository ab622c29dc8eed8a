// Package doors uses every door of its rule.
package doors

import (
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	"golang.org/x/sync/syncmap"
	"sync"        // want `import of sync`
	"sync/atomic" // want `import of sync/atomic`
)

var (
	_ sync.Mutex         // want `sync\.Mutex .*\(sync\)`
	_ atomic.Int64       // want `atomic\.Int64 .*\(sync\)`
	_ semaphore.Weighted // want `semaphore\.Weighted .*\(sync\)`
	_ singleflight.Group // want `singleflight\.Group .*\(sync\)`
	_ syncmap.Map        // want `syncmap\.Map .*\(sync\)`
)

// These pass.
var (
	_ sync.Map
	_ sync.Once
	_ = sync.OnceFunc
	_ = sync.OnceValue[int]
	_ = sync.OnceValues[int, int]
)
