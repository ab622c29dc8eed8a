// Package doors uses every door of its rule.
package doors

import (
	"reflect"
	"sync" // want `import of sync`
)

var (
	_ = reflect.Value.MapRange // want `reflect\.Value\.MapRange .*\(maporder\)`
	_ reflect.MapIter          // want `reflect\.MapIter .*\(maporder\)`
	_ = (*sync.Map).Range      // want `sync\.Map\.Range .*\(maporder\)`
)
