// Package doors uses every door of its rule.
package doors

import (
	"os/signal"
	"reflect"
)

var (
	_ = reflect.MakeChan      // want `reflect\.MakeChan .*\(chan\)`
	_ = reflect.Value.Close   // want `reflect\.Value\.Close .*\(chan\)`
	_ = reflect.Value.Recv    // want `reflect\.Value\.Recv .*\(chan\)`
	_ = reflect.Value.Send    // want `reflect\.Value\.Send .*\(chan\)`
	_ = reflect.Value.TryRecv // want `reflect\.Value\.TryRecv .*\(chan\)`
	_ = reflect.Value.TrySend // want `reflect\.Value\.TrySend .*\(chan\)`
	_ = signal.Notify         // want `signal\.Notify .*\(chan\)`
)
