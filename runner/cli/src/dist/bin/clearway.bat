@echo off
rem Starts the Clearway command line. Needs Java 17 or newer: JAVA_HOME's, or the one on the PATH.
rem   CLEARWAY_OPTS  more options for the Java virtual machine
setlocal
set "CLEARWAY_HOME=%~dp0.."
if defined JAVA_HOME (set "CLEARWAY_JAVA=%JAVA_HOME%\bin\java.exe") else (set "CLEARWAY_JAVA=java.exe")
set "CLEARWAY_JAR="
for %%J in ("%CLEARWAY_HOME%\lib\clearway-cli-*.jar") do set "CLEARWAY_JAR=%%~fJ"
if not defined CLEARWAY_JAR (
  echo clearway: the installation in %CLEARWAY_HOME% is not complete 1>&2
  exit /b 7
)
"%CLEARWAY_JAVA%" -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto -Xlog:disable -Xlog:all=error:stderr %CLEARWAY_OPTS% -jar "%CLEARWAY_JAR%" %*
exit /b %ERRORLEVEL%
