//detcheck:file sync the bundler calls hooks from goroutines of its own; what they leave here does not depend on order

package bundle

import (
	"maps"
	"slices"
	"sync"
)

// shared is what the hooks of one bundling leave for each other.
type shared struct {
	mu      sync.Mutex
	missing map[string]bool
	checked map[string]*Error
}

// miss notes an unimplemented module of Node.
func (s *shared) miss(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.missing == nil {
		s.missing = map[string]bool{}
	}
	s.missing[name] = true
}

// unimplemented are the modules that were noted, in order.
func (s *shared) unimplemented() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.missing))
}

// check is the fault of a file that the bundler cannot be given, nil where there is none. Each file is inspected once,
// or a few times where hooks ask at the same time.
func (s *shared) check(path string, inspect func(path string) *Error) *Error {
	s.mu.Lock()
	err, done := s.checked[path]
	s.mu.Unlock()
	if done {
		return err
	}
	err = inspect(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.checked == nil {
		s.checked = map[string]*Error{}
	}
	s.checked[path] = err
	return err
}
