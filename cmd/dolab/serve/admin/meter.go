package admin

import (
	"cmp"
	"context"
	"slices"

	"dolab/durable"
	"dolab/durable/platform"
)

// Meter is what has been used since the world began, and what it would cost.
type Meter struct {
	Seconds float64 `json:"seconds"` // since the world began
	Total   Usage   `json:"total"`
	Bill    Bill    `json:"bill"`
	Objects []Usage `json:"objects"` // those with the longest duration first, at most 1000
}

// Usage is what an object has used, in the terms it is billed by.
type Usage struct {
	Object      string  `json:"object,omitempty"`
	Requests    float64 `json:"requests"` // as billed: 20 messages are one
	Fetches     int64   `json:"fetches"`
	Calls       int64   `json:"calls"`
	Messages    int64   `json:"messages"`
	Alarms      int64   `json:"alarms"`
	GBSeconds   float64 `json:"gb_seconds"`
	RowsRead    int64   `json:"rows_read"`
	RowsWritten int64   `json:"rows_written"`
	StoredBytes int64   `json:"stored_bytes"`
	Starts      int64   `json:"starts"` // incarnations
}

func usageOf(u platform.Usage) Usage {
	return Usage{
		Requests: u.Requests(), Fetches: u.Fetches, Calls: u.Calls, Messages: u.Messages, Alarms: u.Alarms,
		GBSeconds: u.GBSeconds(), RowsRead: u.RowsRead, RowsWritten: u.RowsWritten, StoredBytes: u.StoredBytes, Starts: u.Starts,
	}
}

// Bill is what a usage costs.
type Bill struct {
	Prices  string     `json:"prices"` // the name of the price table
	Base    float64    `json:"base_dollars"`
	Dollars float64    `json:"dollars"` // in all
	Lines   []BillLine `json:"lines"`
}

// BillLine is an item of a bill.
type BillLine struct {
	Item     string  `json:"item"`
	Unit     string  `json:"unit"`
	Quantity float64 `json:"quantity"`
	Included float64 `json:"included"` // of the quantity, free
	Dollars  float64 `json:"dollars"`
}

// Meter reads the meters and makes the bill, by the prices of the paid plan.
func (a *Admin) Meter(ctx context.Context) (Meter, error) {
	meters, err := askAll(ctx, a, (*durable.Runtime).Meter)
	if err != nil {
		return Meter{}, err
	}
	var used durable.Meter
	for _, m := range meters {
		used.Objects = append(used.Objects, m.Objects...)
		used.Total = used.Total.Add(m.Total)
		used.Elapsed = max(used.Elapsed, m.Elapsed)
	}
	prices := platform.PaidPlan()
	bill := prices.Bill(used.Total, used.Elapsed)
	m := Meter{
		Seconds: used.Elapsed.Seconds(), Total: usageOf(used.Total), Objects: []Usage{},
		Bill: Bill{Prices: prices.Name, Base: bill.Base, Dollars: bill.Dollars, Lines: []BillLine{}},
	}
	for _, l := range bill.Lines {
		m.Bill.Lines = append(m.Bill.Lines, BillLine(l))
	}
	slices.SortStableFunc(used.Objects, func(x, y durable.ObjectUsage) int { return cmp.Compare(y.Active, x.Active) })
	for _, o := range used.Objects[:min(len(used.Objects), rowsMax)] {
		u := usageOf(o.Usage)
		u.Object = o.Who
		m.Objects = append(m.Objects, u)
	}
	return m, nil
}
