package sqlite_test

import (
	"fmt"
	"time"

	"dolab/durable/sqlite"
)

func ExampleOpen() {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	db, err := sqlite.Open(sqlite.Options{Now: func() time.Time { return now }})
	if err != nil {
		panic(err)
	}
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}

	check(db.Put("greeting", []byte("hello")))
	_, err = db.Exec("CREATE TABLE log(at DEFAULT CURRENT_TIMESTAMP, what); INSERT INTO log(what) VALUES(?)", "begun")
	check(err)
	first, err := db.Mark()
	check(err)

	check(db.Put("greeting", []byte("good bye")))
	second, err := db.Mark()
	check(err)

	check(db.Confirm(first))
	check(db.Crash())
	value, _, err := db.Get("greeting")
	check(err)
	fmt.Println(first, second, string(value))

	c, err := db.Exec("SELECT * FROM log")
	check(err)
	row, err := c.One()
	check(err)
	fmt.Println(c.ColumnNames(), row)
	check(db.Close())
	// Output:
	// 1 2 hello
	// [at what] [2030-01-01 00:00:00 begun]
}
