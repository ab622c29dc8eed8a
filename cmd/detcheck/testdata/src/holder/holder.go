// Package holder is out of scope and lends its lock to others.
package holder

import (
	"sync"
	"sync/atomic"
)

type Holder struct {
	sync.Mutex
	Count atomic.Int64
}
