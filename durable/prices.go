package durable

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// Prices is a price table. It is data: PaidPlan is the built-in one, ParsePrices reads another.
type Prices struct {
	Name   string  `json:"name"`
	Source string  `json:"source"`       // where the numbers are from
	Base   float64 `json:"base_dollars"` // each month, whatever is used
	List   []Price `json:"prices"`       // each item once
}

// Price is what one item costs: Dollars for each Per of its unit beyond what a month includes.
type Price struct {
	Item     string  `json:"item"` // one of the Item constants
	Unit     string  `json:"unit"`
	Included float64 `json:"included"`
	Per      float64 `json:"per"`
	Dollars  float64 `json:"dollars"`
}

// The items that are billed.
const (
	ItemRequests    = "requests"
	ItemDuration    = "duration"
	ItemRowsRead    = "rows_read"
	ItemRowsWritten = "rows_written"
	ItemStorage     = "storage"
)

var items = []string{ItemRequests, ItemDuration, ItemRowsRead, ItemRowsWritten, ItemStorage}

//go:embed prices.json
var paidPlan []byte

// PaidPlan is the price table of the paid plan, with what it includes. Other tables have its form, which is in
// prices.json beside this file.
func PaidPlan() Prices {
	p, err := ParsePrices(paidPlan)
	if err != nil {
		bug("prices.json: %v", err)
	}
	return p
}

// PaidPlanJSON is PaidPlan as a text that ParsePrices reads.
func PaidPlanJSON() string { return string(paidPlan) }

// ParsePrices reads the JSON form of a price table. What it does not know is an error, and so is an item that is
// missing, given twice or without a unit to count by.
func ParsePrices(data []byte) (Prices, error) {
	var p Prices
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Prices{}, fmt.Errorf("price table: %w", plainly(err, data))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Prices{}, errors.New("price table: there is text after the table")
	}
	if p.Base < 0 {
		return Prices{}, errors.New("price table: base_dollars must not be negative")
	}
	missing := slices.Clone(items)
	for _, line := range p.List {
		at := slices.Index(missing, line.Item)
		switch {
		case at < 0 && slices.Contains(items, line.Item):
			return Prices{}, fmt.Errorf("price table: %s is given twice", line.Item)
		case at < 0:
			return Prices{}, fmt.Errorf("price table: unknown item %q: want one of %s", line.Item, strings.Join(items, ", "))
		case line.Per <= 0 || line.Included < 0 || line.Dollars < 0:
			return Prices{}, fmt.Errorf("price table: %s: per must be positive, included and dollars not negative", line.Item)
		}
		missing = slices.Delete(missing, at, at+1)
	}
	if len(missing) > 0 {
		return Prices{}, fmt.Errorf("price table: prices are missing for %s", strings.Join(missing, ", "))
	}
	return p, nil
}

// plainly says what is wrong with a JSON text without names of Go, or in which line it cannot be read.
func plainly(err error, data []byte) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case unknown:
		const shown = 60
		if len(name) > shown {
			name = name[:shown] + "…"
		}
		return fmt.Errorf("field %s is unknown: a table has name, source, base_dollars and prices; a price "+
			"has item, unit, included, per and dollars", name)
	case errors.As(err, &syntax) && !errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:syntax.Offset], []byte("\n")), err)
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the file ends too early")
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("want a JSON object, not a JSON %s", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("field %s cannot be a JSON %s", kind.Field, kind.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// Marginal is the table without what is included and without the base: what one more object costs an account that
// has used up its allowances.
func (p Prices) Marginal() Prices {
	p.Base = 0
	p.List = slices.Clone(p.List)
	for n := range p.List {
		p.List[n].Included = 0
	}
	return p
}

// Bill is what a usage costs.
type Bill struct {
	Lines   []BillLine
	Base    float64
	Dollars float64 // in all
}

// BillLine is one item of a bill.
type BillLine struct {
	Item     string
	Unit     string
	Quantity float64
	Included float64 // of the quantity, free
	Dollars  float64
}

// month is what a month is billed as.
const month = 30 * 24 * time.Hour

// Bill is what u costs, used in a span of time: allowances and base count for each month begun, and what is stored at
// the end as if it had been stored all along.
func (p Prices) Bill(u Usage, span time.Duration) Bill {
	begun := max(1, math.Ceil(float64(span)/float64(month)))
	b := Bill{Base: p.Base * begun, Dollars: p.Base * begun}
	for _, price := range p.List {
		line := BillLine{Item: price.Item, Unit: price.Unit, Quantity: u.quantity(price.Item, span)}
		line.Included = min(line.Quantity, price.Included*begun)
		line.Dollars = (line.Quantity - line.Included) / price.Per * price.Dollars
		b.Lines = append(b.Lines, line)
		b.Dollars += line.Dollars
	}
	return b
}

// quantity is how much of an item was used, in its unit.
func (u Usage) quantity(item string, span time.Duration) float64 {
	switch item {
	case ItemRequests:
		return u.Requests()
	case ItemDuration:
		return u.GBSeconds()
	case ItemRowsRead:
		return float64(u.RowsRead)
	case ItemRowsWritten:
		return float64(u.RowsWritten)
	default:
		return float64(u.StoredBytes) / 1e9 * float64(span) / float64(month)
	}
}
