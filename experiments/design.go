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

// CompareDesigns measures each picked design with each N of the settings, and puts the cells into the report.
func CompareDesigns[D Design, C any](r *Run, all []D, measure func(r *Run, d D, n int) (C, error)) ([]C, error) {
	picked, err := Pick(r.Settings.Design, all)
	if err != nil {
		return nil, err
	}
	var cells []C
	for _, n := range r.Settings.N {
		for _, d := range picked {
			r.Cell(len(picked)*len(r.Settings.N), d.Label())
			c, err := measure(r, d, n)
			if err != nil {
				return nil, err
			}
			cells = append(cells, c)
			r.Report.Cells = append(r.Report.Cells, c)
		}
	}
	return cells, nil
}
