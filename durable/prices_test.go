package durable

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBill computes the second example of the docs' pricing page by hand: hibernating objects of 100 sockets each.
func TestBill(t *testing.T) {
	u := Usage{Fetches: 10_000, Messages: 100 * 100 * 60 * 24 * 30, Active: 432_000_000 * time.Millisecond * 10}
	b := PaidPlan().Bill(u, 30*24*time.Hour)
	lines := map[string]BillLine{}
	for _, line := range b.Lines {
		lines[line.Item] = line
	}
	require.InDelta(t, 21_610_000, lines[ItemRequests].Quantity, 1)
	require.InDelta(t, 3.0915, lines[ItemRequests].Dollars, 1e-6)
	require.InDelta(t, 552_960, lines[ItemDuration].Quantity, 1e-3)
	require.InDelta(t, 1.912, lines[ItemDuration].Dollars, 1e-6)
	require.InDelta(t, 10.0035, b.Dollars, 1e-6)
}

// TestBillSpan: allowances count for each month begun, storage by the part of a month.
func TestBillSpan(t *testing.T) {
	u := Usage{RowsWritten: 120_000_000, StoredBytes: 20e9, RowsRead: 1e6}
	b := PaidPlan().Bill(u, 31*24*time.Hour)
	require.InDelta(t, 10, b.Base, 1e-9)
	require.InDelta(t, 10+20+(20.0*31/30-10)*0.2, b.Dollars, 1e-6)
	b = PaidPlan().Marginal().Bill(u, 15*24*time.Hour)
	require.InDelta(t, 120+0.001+10*0.2, b.Dollars, 1e-6)
	require.InDelta(t, 5, PaidPlan().Base, 1e-9, "Marginal is a copy")
	require.InDelta(t, 1e6, PaidPlan().List[0].Included, 1e-9)
}

// TestParsePrices refuses tables that would make a wrong bill.
func TestParsePrices(t *testing.T) {
	table := string(paidPlan)
	for _, c := range []struct{ from, to, want string }{
		{`"per": 1,`, `"each": 1,`, "field \"each\" is unknown: a table has name"},
		{`"storage"`, `"stored"`, `unknown item "stored": want one of requests, duration,`},
		{`"storage"`, `"duration"`, "duration is given twice"},
		{`"per": 1,`, `"per": 0,`, "per must be positive"},
		{`"per": 1,`, `"per": "x",`, "price table: field prices.per cannot be a JSON string"},
		{`"base_dollars": 5`, `"base_dollars": -5`, "base_dollars must not be negative"},
		{table, table + "{}", "there is text after the table"},
		{table, "", "price table: the file is empty"},
		{table, "[]", "price table: want a JSON object, not a JSON array"},
		{table, table[:99], "price table: the file ends too early"},
	} {
		_, err := ParsePrices([]byte(strings.Replace(table, c.from, c.to, 1)))
		require.ErrorContains(t, err, c.want)
	}
	same, err := ParsePrices([]byte(PaidPlanJSON()))
	require.NoError(t, err)
	require.Equal(t, PaidPlan(), same)
	cut := strings.LastIndex(table, ",\n\t\t{")
	_, err = ParsePrices([]byte(table[:cut] + "\n\t]\n}"))
	require.EqualError(t, err, "price table: prices are missing for storage")
}
