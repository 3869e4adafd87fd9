; The clinic program as one setup file: per user, Chinese, Windows 10 x64. What it does for whom, its switches and its exit
; codes stand in docs/installer.md. Made by .ci/windows/installer.py, which gives:
;   VERSION, VERSION_QUAD (four numbers), SIZE_KB, FILES (a list of File commands), LICENCE, SIDE (a bitmap), ICON, OUT
;
; The new version is unpacked beside the old one, in $INSTDIR\new. Then that folder is renamed to $INSTDIR\change, and the
; new version takes its place by three renames. While one of the two folders is there the change is not complete, and
; whoever comes next puts the old version back: see PutBack.

Unicode true
Target amd64-unicode
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
SetDateSave off  ; files of another day, same bytes
CRCCheck force
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh

!define ID "vclinic"
!define NAME "村医工作站"
!define PUBLISHER "村医工作站 项目组"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

!define ONCE "Software\Microsoft\Windows\CurrentVersion\RunOnce"

!define CANCELLED 1
!define FAILED 2
!define RUNNING 3
!define DOWNGRADE 4
!define NOT_THIS_WINDOWS 5
!define UNSENT 6
!define CHECK_FAILED 7

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
AllowSkipFiles off

VIProductVersion "${VERSION_QUAD}"
VIFileVersion "${VERSION_QUAD}"
VIAddVersionKey /LANG=2052 ProductName "${NAME}"
VIAddVersionKey /LANG=2052 CompanyName "${PUBLISHER}"
VIAddVersionKey /LANG=2052 FileDescription "${NAME} 安装程序"
VIAddVersionKey /LANG=2052 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2052 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 LegalCopyright "${PUBLISHER}"

Var Before      ; the version that is installed now, empty for none
Var Welcome     ; what the first page says
Var Where       ; where the last page says the program can be opened
Var WaitFor     ; seconds to wait for the running program to be closed
Var WithCheck   ; "yes": the new version checks itself before the old one is let go
Var WithResult  ; "yes": the exit code is left in result.txt beside the setup file
Var WithStart   ; "yes": the program is opened at the end, however it went
Var Older       ; "yes": an older version may take the place of a newer one
Var Switches    ; what a setup that was cut off is started again with
Var Mutex       ; held while a setup is at work
Var Word        ; scratch of the macros below
Var Tries

; --- pages -------------------------------------------------------------------------------------------------------------

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "还没有装好，要退出吗？"
!define MUI_WELCOMEPAGE_TITLE "安装${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "$Welcome"
!define MUI_LICENSEPAGE_TEXT_TOP "请看一遍，往下翻可看全文。"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "同意就按“我接受”，接着就会安装，不用再选什么。"
!define MUI_LICENSEPAGE_BUTTON "我接受(&I)"
!define MUI_FINISHPAGE_TITLE "${NAME}装好了"
!define MUI_FINISHPAGE_TEXT "$Where里有“${NAME}”。$\r$\n$\r$\n按“完成”退出安装。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\vclinicw.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${NAME}"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "使用须知"
!define MUI_PAGE_HEADER_SUBTEXT "安装之前请看一遍。"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "只拿走程序。居民、随访和处方等资料留在这台电脑上，再装一次就能接着用。"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "程序在："
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "SimpChinese"
SetFont /LANG=${LANG_SIMPCHINESE} "Microsoft YaHei" 9

; --- words shared by the two programs ------------------------------------------------------------------------------------

; What the program that started this setup finds afterwards. Nothing is gone on with at the next log-in.
!macro Tell CODE
  DeleteRegValue HKCU "${ONCE}" "${ID}-setup"
  ${If} $WithResult == "yes"
    FileOpen $Word "$EXEDIR\result.txt" w
    FileWrite $Word "${CODE}"
    FileClose $Word
  ${EndIf}
  ${If} $WithStart == "yes"
  ${AndIf} ${FileExists} "$INSTDIR\vclinicw.exe"
    System::Call 'kernel32::CloseHandle(p $Mutex)'
    SetOutPath "$TEMP"
    Exec '"$INSTDIR\vclinicw.exe"'
  ${EndIf}
!macroend

; Ends with CODE; a person reads TEXT first.
!macro Leave CODE TEXT
  MessageBox MB_OK|MB_ICONEXCLAMATION "${TEXT}" /SD IDOK
  !insertmacro Tell ${CODE}
  SetErrorLevel ${CODE}
  Quit
!macroend

; Sets the error flag while FILE is a program that runs; a program that is not there does not run. (To ask for the flag
; takes it away, so the handle is asked.)
!macro LookRunning FILE
  ClearErrors
  ${If} ${FileExists} "${FILE}"
    FileOpen $Word "${FILE}" a
    ${If} $Word != ""
      FileClose $Word
    ${EndIf}
  ${EndIf}
!macroend

; Renames, and has patience: a scanner may hold a fresh file for a moment. Leaves the error flag.
!macro Move FROM TO
  StrCpy $Tries 0
  ${Do}
    ClearErrors
    Rename "${FROM}" "${TO}"
    ${IfNot} ${Errors}
      ${Break}
    ${EndIf}
    IntOp $Tries $Tries + 1
    ${If} $Tries >= 10
      SetErrors
      ${Break}
    ${EndIf}
    Sleep 500
  ${Loop}
!macroend

; Undoes one of the three renames: the old one comes back; where there was none, what has moved is taken away again.
!macro PutBackOne NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}.old"
    RMDir /r "$INSTDIR\${NAME}"
    Delete "$INSTDIR\${NAME}"
    !insertmacro Move "$INSTDIR\${NAME}.old" "$INSTDIR\${NAME}"
  ${ElseIfNot} ${FileExists} "$INSTDIR\change\${NAME}"
    RMDir /r "$INSTDIR\${NAME}"
    Delete "$INSTDIR\${NAME}"
  ${EndIf}
!macroend

!macro DropOld
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\vclinic.exe.old"
  Delete "$INSTDIR\vclinicw.exe.old"
!macroend

; Waits for the two programs to be closed: $WaitFor seconds when nobody can be asked, else as long as somebody wishes.
!macro StopWhileRunning
  StrCpy $Tries 0
  ${Do}
    !insertmacro LookRunning "$INSTDIR\vclinic.exe"
    ${IfNot} ${Errors}
      !insertmacro LookRunning "$INSTDIR\vclinicw.exe"
      ${IfNot} ${Errors}
        ${Break}
      ${EndIf}
    ${EndIf}
    ${If} $Tries < $WaitFor
      IntOp $Tries $Tries + 1
      Sleep 1000
    ${Else}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}正开着。请先把它关掉，再按“重试”。" /SD IDCANCEL IDRETRY again
      !insertmacro Tell ${RUNNING}
      SetErrorLevel ${RUNNING}
      Quit
      again:
    ${EndIf}
  ${Loop}
!macroend

; --- install -----------------------------------------------------------------------------------------------------------

; Sets INTO to "yes" when SWITCH is among the parameters in $R0.
!macro Wish SWITCH INTO
  ClearErrors
  ${GetOptions} $R0 "${SWITCH}" $0
  ${IfNot} ${Errors}
    StrCpy ${INTO} "yes"
    StrCpy $Switches "$Switches ${SWITCH}"
  ${EndIf}
!macroend

Function .onInit
  SetShellVarContext current
  ${GetParameters} $R0
  StrCpy $WaitFor 0
  ClearErrors
  ${GetOptions} $R0 "/WAIT=" $0
  ${IfNot} ${Errors}
    StrCpy $WaitFor $0
  ${EndIf}
  StrCpy $Switches ""
  !insertmacro Wish "/CHECK" $WithCheck
  !insertmacro Wish "/RESULT" $WithResult
  !insertmacro Wish "/OLDER=allow" $Older
  ClearErrors
  ${GetOptions} $R0 "/START" $0
  ${IfNot} ${Errors}
    StrCpy $WithStart "yes"
  ${EndIf}

  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    !insertmacro Leave ${NOT_THIS_WINDOWS} "${NAME}要 64 位的 Windows 10 或更新的系统，这台电脑不能用。没有装。"
  ${EndIf}

  ; one setup at a time
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${ID}-setup") p .r1 ?e'
  Pop $0
  StrCpy $Mutex $1
  ${If} $0 = 183
    MessageBox MB_OK|MB_ICONEXCLAMATION "另一个安装程序正在进行。请等它结束。" /SD IDOK
    SetErrorLevel ${RUNNING}  ; nothing is told: what that one leaves behind is its own
    Quit
  ${EndIf}

  ReadRegStr $0 HKCU "${KEY}" "InstallLocation"
  ReadRegStr $Before HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\uninstall.exe"
    StrCpy $INSTDIR $0  ; an upgrade stays where the program is
  ${Else}
    StrCpy $Before ""
  ${EndIf}

  ${If} $Before != ""
    ${If} $Older == ""
      ${VersionCompare} "${VERSION}" "$Before" $0
      ${If} $0 = 2
        !insertmacro Leave ${DOWNGRADE} "这台电脑上已经是更新的 $Before，不能换回 ${VERSION}：旧程序读不了新程序的资料。没有装。"
      ${EndIf}
    ${EndIf}
  ${EndIf}
  !insertmacro StopWhileRunning

  StrCpy $Where "“开始”菜单"
  ${If} $Before == ""
    StrCpy $Where "桌面和“开始”菜单"
    StrCpy $Welcome "装在您自己的账号下，不用管理员密码，一两分钟装好。$\r$\n$\r$\n装好后不联网也能用。资料加密存在这台电脑上。$\r$\n$\r$\n按“下一步”继续。"
  ${ElseIf} $Before == "${VERSION}"
    StrCpy $Welcome "这台电脑上已经有 $Before。再装一次会把程序文件换成新的，资料和设置都不动。$\r$\n$\r$\n按“下一步”继续。"
  ${Else}
    StrCpy $Welcome "会把 $Before 升级为 ${VERSION}。资料和设置都不动；第一次打开新版本时会先自动备份。$\r$\n$\r$\n按“下一步”继续。"
  ${EndIf}
FunctionEnd

; An installation that did not come to its end is undone.
Function PutBack
  SetOutPath "$TEMP"  ; a folder that is somebody's working folder cannot be removed
  RMDir /r "$INSTDIR\new"
  ${If} ${FileExists} "$INSTDIR\change\*.*"
    !insertmacro PutBackOne "vclinic.exe"
    !insertmacro PutBackOne "vclinicw.exe"
    !insertmacro PutBackOne "_internal"
    RMDir /r "$INSTDIR\change"
  ${EndIf}
  !insertmacro DropOld
  RMDir "$INSTDIR"  ; only when nothing is left in it
FunctionEnd

Function .onInstFailed
  Call PutBack
FunctionEnd

Function NoRoom
  Call PutBack
  !insertmacro Leave ${FAILED} "磁盘空间不够，装不下。请清出一些空间再装一次。没有装，原来的不变。"
FunctionEnd

Function InUse
  Call PutBack
  !insertmacro Leave ${RUNNING} "程序的文件正被占用，换不了。请重新启动电脑再装一次。没有装，原来的不变。"
FunctionEnd

!macro TakePlace NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}"
    !insertmacro Move "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
    ${If} ${Errors}
      Call InUse
    ${EndIf}
  ${EndIf}
  !insertmacro Move "$INSTDIR\change\${NAME}" "$INSTDIR\${NAME}"
  ${If} ${Errors}
    Call InUse
  ${EndIf}
!macroend

Section
  !insertmacro StopWhileRunning  ; it may have been opened since the first page
  ; a power cut between the renames leaves no program to start: at the next log-in this setup goes on
  WriteRegStr HKCU "${ONCE}" "${ID}-setup" '"$EXEPATH" /S /WAIT=600$Switches'
  Call PutBack

  ClearErrors
  CreateDirectory "$INSTDIR\new"
  ${If} ${Errors}
    !insertmacro Leave ${FAILED} "文件夹 $INSTDIR 写不进去，没有装。"
  ${EndIf}
  ${GetRoot} "$INSTDIR" $0
  ClearErrors
  ${DriveSpace} "$0\" "/D=F /S=K" $1
  ${IfNot} ${Errors}
    System::Int64Op $1 < ${SIZE_KB}
    Pop $2
    ${If} $2 = 1
      Call NoRoom
    ${EndIf}
  ${EndIf}

  DetailPrint "正在放入程序文件…"
  SetDetailsPrint none
  ClearErrors
  !include "${FILES}"
  ${If} ${Errors}
    Call NoRoom
  ${EndIf}
  SetDetailsPrint both
  SetOutPath "$INSTDIR"
  !insertmacro Move "$INSTDIR\new" "$INSTDIR\change"
  ${If} ${Errors}
    Call InUse
  ${EndIf}
  !insertmacro TakePlace "vclinic.exe"
  !insertmacro TakePlace "vclinicw.exe"
  !insertmacro TakePlace "_internal"

  ${If} $WithCheck == "yes"
    DetailPrint "正在自检…"
    nsExec::Exec '"$INSTDIR\vclinic.exe" --selfcheck'
    Pop $0
    ${If} $0 != 0
      Call PutBack
      !insertmacro Leave ${CHECK_FAILED} "新版本在这台电脑上自检没有通过，已经换回原来的。"
    ${EndIf}
  ${EndIf}

  ; from here on the new version is the one that counts
  RMDir /r "$INSTDIR\change"
  !insertmacro DropOld
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\vclinicw.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ; whoever puts a later version back needs this one again; an update from the program lies with the other updates
  ${If} $WithResult == "yes"
    Delete "$INSTDIR\setup.exe"
  ${ElseIf} $EXEPATH != "$INSTDIR\setup.exe"
    CopyFiles /SILENT "$EXEPATH" "$INSTDIR\setup.exe"
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\vclinicw.exe"
  ${If} $Before == ""  ; whoever took it off the desktop does not want it back
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\vclinicw.exe"
  ${EndIf}
  !insertmacro Tell 0
SectionEnd

; --- uninstall ---------------------------------------------------------------------------------------------------------

Function un.onInit
  SetShellVarContext current
  StrCpy $WaitFor 0
  !insertmacro StopWhileRunning

  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/UNSENT=keep" $0
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  ; 0: nothing waits; 3: something does; else the program could not tell
  nsExec::ExecToStack /TIMEOUT=60000 '"$INSTDIR\vclinic.exe" uninstall-check --noted --json'
  Pop $0
  Pop $1
  ${If} $0 == 0
    Return
  ${EndIf}
  ${If} $0 == 3
    ${WordFind2X} $1 '"pending": ' "}" "+1" $2
    IntOp $2 $2 + 0  ; a number and nothing else
    StrCpy $3 "最多还有 $2 条没有上报到卫生院。"
  ${Else}
    StrCpy $3 "没能问出有没有还没上报的资料。"
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$3$\r$\n$\r$\n卸载不会删掉它，但在重新装上程序之前报不出去。最好先打开程序上报，或写成U盘上报包。$\r$\n$\r$\n现在就卸载吗？" /SD IDNO IDYES all_the_same
  SetErrorLevel ${CANCELLED}
  ${If} ${Silent}
    SetErrorLevel ${UNSENT}
  ${EndIf}
  Quit
  all_the_same:
FunctionEnd

Section Uninstall
  !insertmacro StopWhileRunning
  SetOutPath "$TEMP"
  Delete "$INSTDIR\vclinicw.exe"
  Delete "$INSTDIR\vclinic.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\new"
  RMDir /r "$INSTDIR\change"
  !insertmacro DropOld
  Delete "$INSTDIR\setup.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"  ; only when nothing else lies there
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegValue HKCU "${ONCE}" "${ID}-setup"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
