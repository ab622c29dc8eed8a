package main

import (
	"encoding/csv"
	"io"
	"strconv"

	"dolab/experiments"
)

// writeCSV writes the data of reports: what the experiment offers as such, or else its table. With several
// reports the first column is the seed.
func writeCSV(w io.Writer, reports []*experiments.Report) error {
	out := csv.NewWriter(w)
	several := len(reports) > 1
	for n, r := range reports {
		t := r.Data
		if len(t.Header) == 0 {
			t = r.Table
		}
		if n == 0 {
			header := t.Header
			if several {
				header = append([]string{"seed"}, header...)
			}
			if err := out.Write(header); err != nil {
				return err
			}
		}
		for _, row := range t.Rows {
			if several {
				row = append([]string{strconv.FormatUint(r.Seed, 10)}, row...)
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
