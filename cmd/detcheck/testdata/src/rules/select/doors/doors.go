// Package doors uses every door of its rule.
package doors

import (
	"reflect"
)

var _ = reflect.Select // want `reflect\.Select .*\(select\)`
