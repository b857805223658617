package server

import (
	"fmt"
	"time"
)

// formatDate writes a date 2006-01-02 as people do: 22/11/2026 in French,
// 22 November 2026 in English. What is no date stays as it is.
func formatDate(date, lang string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	if lang == "fr" {
		return fmt.Sprintf("%02d/%02d/%d", t.Day(), t.Month(), t.Year())
	}
	return t.Format("2 January 2006")
}
