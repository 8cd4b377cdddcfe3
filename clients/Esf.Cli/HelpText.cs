using Esf.Cli.Output;

namespace Esf.Cli;

/// <summary>What <c>esf --help</c> says beyond the list of commands.</summary>
internal static class HelpText
{
    public static readonly Phrase Root = new(
        """
        Issues self-addressed VAT e-invoices (ESF) for the services of non-residents, and audits them.

        Environment: ESF_SERVER, ESF_TAXPAYER, ESF_LANGUAGE (ESF_LANG) stand in for --server, --taxpayer, --language; NO_COLOR for --no-color.

        Exit codes:
          0    done
          1    unexpected failure
          2    wrong usage, a file that cannot be read, or an address that is not the gRPC port; nothing was sent
          3    refused: rules were not met (they are listed)
          4    not found
          5    conflict with what is stored
          6    access denied
          7    no answer, or asked to come later; safe to repeat with the same request id
          8    reconciled, and there are differences
          9    the ledger is not what it was, or its proof proves nothing
          130  interrupted
          141  nobody reads the output any more
        A batch answers 7 when anything is to be repeated, else the code of its first refusal.
        """,
        """
        Выписывает электронные счета-фактуры (ЭСФ) самому себе за услуги нерезидентов и проверяет их.

        Переменные окружения: ESF_SERVER, ESF_TAXPAYER, ESF_LANGUAGE (ESF_LANG) вместо --server, --taxpayer, --language; NO_COLOR вместо --no-color.

        Коды завершения:
          0    сделано
          1    неожиданный сбой
          2    неверная команда или нечитаемый файл; ничего не отправлено
          3    отказано: правила не выполнены (они перечислены)
          4    не найдено
          5    противоречит сохранённому
          6    доступ запрещён
          7    нет ответа или просьба прийти позже; повтор с тем же id запроса безопасен
          8    сверено, есть расхождения
          9    реестр не таков, каким был, или доказательство ничего не доказывает
          130  прервано
          141  вывод больше никто не читает
        Пакет отвечает 7, если что-то нужно повторить, иначе кодом первого отказа.
        """,
        """
        Бейрезиденттердің қызметтері үшін өзіне электрондық шот-фактуралар (ЭШФ) жазып береді және оларды тексереді.

        Орта айнымалылары: --server, --taxpayer, --language орнына ESF_SERVER, ESF_TAXPAYER, ESF_LANGUAGE (ESF_LANG); --no-color орнына NO_COLOR.

        Аяқталу кодтары:
          0    орындалды
          1    күтпеген ақау
          2    команда қате немесе файл оқылмайды; ештеңе жіберілген жоқ
          3    қабылданбады: ережелер сақталмаған (олар аталған)
          4    табылмады
          5    сақталғанға қайшы
          6    қолжетімділікке тыйым салынған
          7    жауап жоқ немесе кейінірек келу сұралды; сол сұрау id-імен қайталау қауіпсіз
          8    салыстырылды, айырмалар бар
          9    тізілім бұрынғыдай емес немесе дәлелі ештеңені дәлелдемейді
          130  үзілді
          141  нәтижені енді ешкім оқымайды
        Топтама бірдеңені қайталау керек болса 7, әйтпесе бірінші бас тартудың кодын береді.
        """);
}
