package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// ready tells a load balancer whether to send requests here: not any more once
// the server has been told to end, while it still answers for the time of
// Config.Drain. The index is there from the start.
func (s *Server) ready(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if s.ending.Load() {
		return c.JSON(http.StatusServiceUnavailable, map[string]string{"status": "ending"})
	}
	return respondJSON(c, map[string]string{"status": "ready"})
}
