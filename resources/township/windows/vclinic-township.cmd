@echo off
py -3.11 -X utf8 "%~dp0lib" %*
