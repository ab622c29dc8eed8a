package experiments

import "slices"

// Design is one way to build what an experiment compares.
type Design interface{ Label() string }

// Pick returns the designs of the given names in the order given, and all where none is given. An unknown name is
// an *ErrUnknown.
func Pick[D Design](given []string, all []D) ([]D, error) {
	if len(given) == 0 {
		return all, nil
	}
	var picked []D
	for _, name := range given {
		at := slices.IndexFunc(all, func(d D) bool { return d.Label() == name })
		if at < 0 {
			known := make([]string, len(all))
			for n, d := range all {
				known[n] = d.Label()
			}
			return nil, &ErrUnknown{"design", name, known}
		}
		picked = append(picked, all[at])
	}
	return picked, nil
}
