//go:build !unix

package serve

import "os"

// lock takes nothing: there is no flock here.
func lock(string) (*os.File, error) { return nil, nil }
