// Package doors uses every door of its rule.
package doors

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

var (
	_ = context.AfterFunc    // want `context\.AfterFunc .*\(go\)`
	_ errgroup.Group         // want `errgroup\.Group .*\(go\)`
	_ = runtime.AddCleanup[int, int]   // want `runtime\.AddCleanup .*\(go\)`
	_ = runtime.SetFinalizer // want `runtime\.SetFinalizer .*\(go\)`
	_ = runtime.Gosched      // want `runtime\.Gosched .*\(go\)`
)
