"""What casekit knows of git's settings: which could start a program or lead elsewhere.

The lists follow `git help --config` of git 2.39 and the pages on configuration of the newest git.
Keys are compared as git prints them, section and variable in lower case, with `*` for the part
between, whatever it is. Sets of words and not patterns: every command loads them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

# Every key of these names a program, is handed to one, or rewrites where git goes.
_REFUSED_SECTIONS = frozenset(
    [
        *("alias", "browser", "bundle", "difftool", "guitool", "hook", "imap", "include"),
        *("includeif", "instaweb", "man", "mergetool", "sendemail", "url", "web"),
    ]
)

_PROGRAMS = """
    core.alternaterefscommand core.askpass core.editor core.gitproxy core.hookspath core.pager
    core.sshcommand
    core.attributesfile
    credential.helper credential.*.helper
    credential.protectprotocol credential.*.protectprotocol
    credential.sanitizeprompt credential.*.sanitizeprompt
    diff.external diff.*.command diff.*.textconv
    fetch.bundleuri
    filter.*.clean filter.*.smudge filter.*.process filter.*.required
    format.outputdirectory
    gc.recentobjectshook
    gpg.program gpg.*.program gpg.*.defaultkeycommand
    gpg.*.allowedsignersfile gpg.*.revocationfile
    help.browser
    init.templatedir interactive.difffilter
    lfs.standalonetransferagent lfs.*.standalonetransferagent
    lfs.customtransfer.*.path lfs.customtransfer.*.args
    lfs.extension.*.clean lfs.extension.*.smudge
    merge.*.driver
    branch.*.mergeoptions pull.octopus pull.twohead
    protocol.allow protocol.*.allow
    remote.*.proxy remote.*.proxyauthmethod remote.*.receivepack remote.*.uploadpack remote.*.vcs
    sequence.editor
    submodule.*.update
    tar.*.command
    trailer.*.cmd trailer.*.command
    uploadpack.packobjectshook
    """

# Whoever sets these can sit between the user and the real server, with the user's password. An
# extra header is not among them: it can only tell that server who somebody else is.
_CONNECTIONS = """
    cookiefile curloptresolve delegation emptyauth followredirects pinnedpubkey proxy
    proxyauthmethod proxysslcainfo proxysslcert proxysslcertpasswordprotected proxysslkey
    savecookies schannelcheckrevoke schannelusesslcainfo sslbackend sslcainfo sslcapath sslcert
    sslcertpasswordprotected sslcerttype sslcipherlist sslkey sslkeytype ssltry sslverify
    sslversion
    """

_REFUSED = frozenset(
    [
        *_PROGRAMS.split(),
        *(f"http.{part}{name}" for part in ("", "*.") for name in _CONNECTIONS.split()),
    ]
)

# git goes to these by itself; any other scheme is the name of a program, git-remote-SCHEME.
_SCHEMES = frozenset(["file", "ftp", "ftps", "git", "git+ssh", "http", "https", "ssh", "ssh+git"])
_BOOLEANS = frozenset(["", "0", "1", "false", "no", "off", "on", "true", "yes"])


def starts_helper(address: str) -> bool:
    """Tell whether git would start a program for this address, or take it for an option."""
    if address.startswith("-"):
        return True
    helper, mark, _ = address.partition("::")
    if mark and _is_scheme(helper):
        return True  # ext::sh -c ..., fd::3
    scheme, mark, rest = address.partition("://")
    if mark and _is_scheme(scheme):
        if scheme.lower() not in _SCHEMES:
            return True
        host = rest.partition("/")[0]
    else:
        host = address.partition(":")[0]
        if "/" in host or host == address:
            return False  # a path
    return host.rpartition("@")[2].startswith("-")  # ssh would take the host for an option


def _is_scheme(text: str) -> bool:
    return bool(text) and text.isascii() and text.translate(_SCHEME_MARKS).isalnum()


_SCHEME_MARKS = {ord(mark): None for mark in "+-."}


def _is_program(value: str) -> bool:
    # On or off are the two values that name nothing: git's own watcher, a pager or none.
    return value.lower() not in _BOOLEANS


def _is_path(value: str) -> bool:
    # git reads the description of a tool as a shell script from a folder of its own; with a path
    # the script can lie anywhere.
    return "/" in value or "\\" in value


def _has_payload(value: str) -> bool:
    return "://" in value  # newer git: FORMAT://FOLDER keeps the branches in another folder


_REFUSED_VALUES: Mapping[str, Callable[[str], bool]] = {
    "core.fsmonitor": _is_program,
    "branch.*.pushremote": starts_helper,
    "branch.*.remote": starts_helper,
    "diff.guitool": _is_path,
    "diff.tool": _is_path,
    "extensions.refstorage": _has_payload,
    "merge.guitool": _is_path,
    "merge.tool": _is_path,
    "remote.*.pushurl": starts_helper,
    "remote.*.url": starts_helper,
    "remote.pushdefault": starts_helper,
    "submodule.*.url": starts_helper,
}


def is_refused(key: str, value: str) -> bool:
    """Tell whether this setting could start a program or lead elsewhere."""
    section = key.partition(".")[0]
    if section in _REFUSED_SECTIONS:
        return True
    if section == "pager":
        return _is_program(value)
    for plain in _generalise(key):
        judge = _REFUSED_VALUES.get(plain)
        if plain in _REFUSED or (judge is not None and judge(value)):
            return True
    return False


def _generalise(key: str) -> tuple[str, ...]:
    section, _, rest = key.partition(".")
    middle, dot, variable = rest.rpartition(".")
    if not dot:
        return (key,)
    # lfs.customtransfer.NAME.path: the first part of the middle belongs to the name of the key.
    first = middle.partition(".")[0].lower()
    return f"{section}.*.{variable}", f"{section}.{first}.*.{variable}"


# Sections and keys that change how git prints, packs or remembers, and nothing beyond. Read only
# by `doctor` and `verify`, which warn of what is in no list.
_HARMLESS_SECTIONS = """
    add advice am apply author checkout clean color column commitgraph committer diff feature gui
    i18n index log merge notes pack pager pretty push rebase repack rerere revert showbranch sparse
    splitindex stash status tag versionsort
    """

_HARMLESS = """
    blame.blankboundary blame.coloring blame.date blame.showemail blame.showroot
    branch.*.description branch.*.gh-merge-base branch.*.github-pr-owner-number
    branch.*.gk-merge-base branch.*.merge branch.*.pushremote branch.*.rebase branch.*.remote
    branch.*.vscode-merge-base branch.autosetupmerge branch.autosetuprebase branch.sort
    commit.cleanup commit.gpgsign commit.status commit.verbose core.abbrev core.autocrlf
    core.bare core.bigfilethreshold core.checkstat core.commentchar core.commentstring
    core.commitgraph core.compression core.deltabasecachelimit core.eol core.filemode
    core.filesreflocktimeout core.fsmonitor core.fsmonitorhookversion core.fsync
    core.fsyncmethod core.fsyncobjectfiles core.hidedotfiles core.ignorecase
    core.logallrefupdates core.longpaths core.loosecompression core.maxtreedepth
    core.multipackindex core.notesref core.packedgitlimit core.packedgitwindowsize
    core.packedrefstimeout core.precomposeunicode core.preloadindex core.quotepath
    core.repositoryformatversion core.safecrlf core.sharedrepository core.sparsecheckout
    core.sparsecheckoutcone core.splitindex core.symlinks core.trustctime core.untrackedcache
    core.warnambiguousrefs core.whitespace core.worktree credential.*.provider
    credential.*.usehttppath credential.*.username credential.usehttppath credential.username
    extensions.noop extensions.noop-v1 extensions.objectformat extensions.partialclone
    extensions.preciousobjects extensions.refstorage extensions.relativeworktrees
    extensions.worktreeconfig fetch.fsckobjects fetch.output fetch.parallel fetch.prune
    fetch.prunetags fetch.showforcedupdates fetch.unpacklimit fetch.writecommitgraph
    gc.aggressivedepth gc.aggressivewindow gc.auto gc.autodetach gc.autopacklimit
    gc.bigpackthreshold gc.cruftpacks gc.packrefs gc.pruneexpire gc.reflogexpire
    gc.reflogexpireunreachable gc.rerereresolved gc.rerereunresolved gc.worktreepruneexpire
    gc.writecommitgraph gpg.format gpg.mintrustlevel http.*.extraheader http.*.postbuffer
    http.*.version http.extraheader http.lowspeedlimit http.lowspeedtime http.postbuffer
    http.version init.defaultbranch interactive.singlekey lfs.*.access lfs.*.locksverify
    lfs.repositoryformatversion maintenance.*.enabled maintenance.*.schedule maintenance.auto
    maintenance.strategy protocol.version pull.ff pull.rebase receive.denycurrentbranch
    receive.denydeletes receive.denynonfastforwards receive.fsckobjects receive.unpacklimit
    remote.*.fetch remote.*.followremotehead remote.*.gh-resolved remote.*.mirror
    remote.*.partialclonefilter remote.*.promisor remote.*.prune remote.*.prunetags
    remote.*.push remote.*.pushurl remote.*.skipdefaultupdate remote.*.skipfetchall
    remote.*.tagopt remote.*.url remote.pushdefault submodule.*.active submodule.*.url
    submodule.active submodule.recurse transfer.fsckobjects transfer.unpacklimit user.email
    user.name user.signingkey user.useconfigonly
    """


def find_unusual(keys: list[str]) -> list[str]:
    """Those of these keys that no list of harmless settings has, sorted, each once."""
    sections, harmless = frozenset(_HARMLESS_SECTIONS.split()), frozenset(_HARMLESS.split())
    return sorted(
        {
            key
            for key in keys
            if key.partition(".")[0] not in sections and harmless.isdisjoint(_generalise(key))
        }
    )
