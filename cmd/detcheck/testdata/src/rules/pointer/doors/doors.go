// Package doors uses every door of its rule.
package doors

import (
	"reflect"
	"runtime"
	"runtime/debug"
)

var (
	_ = reflect.Value.Pointer    // want `reflect\.Value\.Pointer .*\(pointer\)`
	_ = reflect.Value.UnsafeAddr // want `reflect\.Value\.UnsafeAddr .*\(pointer\)`
	_ = runtime.Stack            // want `runtime\.Stack .*\(pointer\)`
	_ = debug.PrintStack         // want `debug\.PrintStack .*\(pointer\)`
	_ = debug.Stack              // want `debug\.Stack .*\(pointer\)`
)
